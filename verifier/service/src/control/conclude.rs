//! The phone has given everything; the verdict is computed and kept, exactly once.

use super::chip::{RECORD, REFUSAL};
use super::code::CODE;
use super::probe::PROBE;
use super::release::{EVIDENCE, RESULT};
use super::{ControlError, Event};
use crate::clock::Moment;
use crate::judging::{Captured, Judgement, JudgingError, Material, Place, judge};
use crate::service::Service;
use crate::store::{ControlRow, Effect};
use crate::token::Token;
use ring::digest::{SHA256, digest};
use std::sync::Arc;
use verifier::assurance::Verdict;
use verifier::case::Binding;
use verifier::conclusion::Conclusion;
use verifier::control::Control;
use verifier::policy::Policy;

/// Seconds in a day.
const DAY: u64 = 86_400;

/// Drops what was captured.
pub(super) fn inputs_dropped() -> Vec<Effect> {
    let mut effects: Vec<Effect> =
        [super::access::ACCESS, RECORD, REFUSAL, PROBE].into_iter().map(Effect::Unseal).collect();
    effects.push(Effect::DropUploads);
    effects
}

impl Service {
    /// Asks for the verdict; when too much is waiting, nothing has happened.
    pub(crate) async fn conclude(self: &Arc<Self>, row: &ControlRow) -> Result<ControlRow, ControlError> {
        let place = self.workers.reserve().map_err(|_| ControlError::Busy)?;
        let row = self.advance(row, &Event::JudgingRequested, vec![]).await?;
        let (service, id) = (Arc::clone(self), row.id.clone());
        tokio::spawn(async move { service.judge_in(place, &id).await });
        Ok(row)
    }

    /// Computes the verdict of a control that must not be turned away.
    pub(crate) fn judge_later(self: &Arc<Self>, id: String) {
        let service = Arc::clone(self);
        let place = self.workers.reserve_always();
        tokio::spawn(async move { service.judge_in(place, &id).await });
    }

    /// What comes to nothing is tried again when the clock is looked at next: some times, and for as long as it is the
    /// database that fails, since then no end can be written either.
    async fn judge_in(self: Arc<Self>, place: Place, id: &str) {
        let Some(_alone) = self.judged.enter(id) else { return };
        let again = match self.judge_now(place, id).await {
            // It has ended otherwise meanwhile.
            Ok(()) | Err(ControlError::NotAllowed(_)) => false,
            Err(error) => {
                tracing::error!(control = id, error = error.cause(), "judging failed");
                error.is_of_store() || self.tries.count(id) || self.give_up(id).await.is_err()
            }
        };
        if !again {
            self.tries.forget(id);
        }
    }

    /// Computes the verdict; what was captured is taken into memory when its turn has come.
    async fn judge_now(self: &Arc<Self>, place: Place, id: &str) -> Result<(), ControlError> {
        let row = self.store.control(id).await?.ok_or(ControlError::NotFound)?;
        let concluded = match self.refusal(&row).await? {
            Some(refused) => judge(&self.judgement(&row).await?.borrow(self), refused, None),
            None => {
                let turn = place.turn().await.ok_or(ControlError::Busy)?;
                let (service, judgement) = (Arc::clone(self), self.judgement(&row).await?);
                let captured = self.captured(&row).await?;
                let job =
                    turn.run(move |networks| judge(&judgement.borrow(&service), captured, Some(networks)));
                job.await.unwrap_or(Err(JudgingError::Broken))
            }
        };
        match concluded {
            Ok(conclusion) => self.keep_conclusion(&row, &conclusion).await,
            Err(error) => {
                tracing::error!(control = row.id, %error, "no verdict");
                self.give_up(id).await
            }
        }
    }

    async fn give_up(&self, id: &str) -> Result<(), ControlError> {
        let row = self.store.control(id).await?.ok_or(ControlError::NotFound)?;
        let event = Event::Failed { reason: "examination_failed".into() };
        self.end(&row, &event, "examination_failed").await.map(drop)
    }

    async fn judgement(&self, row: &ControlRow) -> Result<OwnedJudgement, ControlError> {
        let order = self.order(row).await?;
        let tenant = self.store.tenant(&row.tenant).await?.ok_or(ControlError::NotFound)?;
        let policy = self.policy(&row.policy)?.clone();
        let control = Control { audience: tenant.audience, nonce: order.nonce, at: self.now().date_time() };
        Ok(OwnedJudgement { control, policy, number: row.id.clone() })
    }

    async fn refusal(&self, row: &ControlRow) -> Result<Option<Material>, ControlError> {
        let Some(reason) = self.unseal(row, REFUSAL).await? else { return Ok(None) };
        Ok(Some(Material::Refused(serde_json::from_slice(&reason).map_err(ControlError::internal)?)))
    }

    async fn captured(&self, row: &ControlRow) -> Result<Material, ControlError> {
        let record = self.unseal(row, RECORD).await?.ok_or(ControlError::NotFound)?;
        let picture =
            self.unseal(row, PROBE).await?.map(|picture| (picture.to_vec(), self.sights.take(&row.id)));
        let record = serde_json::from_slice(&record).map_err(ControlError::internal)?;
        let key = |key: &Option<String>| key.clone().unwrap_or_default();
        let binding = Binding {
            holder_key: key(&row.holder_key),
            relay_key: key(&row.relay_key),
            chip_read_at: row.chip_read_at.map(Moment::date_time),
            probe_received_at: row.probe_at.map(Moment::date_time),
        };
        Ok(Material::Captured(Box::new(Captured { record, picture, binding })))
    }

    /// Result, code and event in one change; a second verdict finds the control concluded and is dropped.
    async fn keep_conclusion(&self, row: &ControlRow, conclusion: &Conclusion) -> Result<(), ControlError> {
        let key = self.data_key(row)?;
        let code = Token::draw();
        let verdict = conclusion.decision.verdict;
        let mut effects = inputs_dropped();
        let mut seal = |name: &str, bytes: &[u8]| {
            effects.push(Effect::Seal(name.into(), key.seal(name, bytes)?));
            Ok::<(), ControlError>(())
        };
        seal(RESULT, conclusion.token.as_bytes())?;
        seal(CODE, code.text().as_bytes())?;
        if let Some(evidence) = &conclusion.evidence {
            seal(EVIDENCE, &evidence.bytes)?;
        }
        effects.push(Effect::Release { verdict: verdict_name(verdict).into(), code_hash: code.hash() });
        effects.push(Effect::Advice(None));
        effects.push(Effect::DeleteAt(self.end_of_retention(row)?));
        let result = hex::encode(digest(&SHA256, conclusion.token.as_bytes()));
        self.advance(row, &Event::Concluded { verdict, result }, effects).await?;
        self.sights.take(&row.id);
        self.metrics.count_verdict(verdict_name(verdict));
        Ok(())
    }

    fn end_of_retention(&self, row: &ControlRow) -> Result<Moment, ControlError> {
        let days = u64::from(self.policy(&row.policy)?.demands().retention.days);
        Ok(self.now().plus_seconds(days.saturating_mul(DAY)))
    }
}

/// A judgement without what the service lends it.
struct OwnedJudgement {
    control: Control,
    policy: Policy,
    number: String,
}

impl OwnedJudgement {
    fn borrow<'a>(&'a self, service: &'a Service) -> Judgement<'a> {
        Judgement {
            control: self.control.clone(),
            policy: self.policy.clone(),
            trust: &service.trust,
            issuer: &service.issuer,
            number: &self.number,
            key: &service.signing,
        }
    }
}

fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::Refused => "refused",
        Verdict::Inconclusive => "inconclusive",
    }
}
