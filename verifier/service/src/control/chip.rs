//! A relay reads the chip for a control.

use super::{ControlError, Event, Introduction, State};
use crate::service::Service;
use crate::store::{ControlRow, Effect};
use crate::token;
use emrtd::password::Password;
use emrtd::record::ChipRecord;
use ring::digest::{SHA256, digest};
use std::sync::Arc;
use verifier::reason::Reason;
use zeroize::Zeroizing;

/// The name under which the record is sealed.
pub(crate) const RECORD: &str = "record";
/// The name under which the reason of a last refusal is sealed.
pub(crate) const REFUSAL: &str = "refusal";

/// What a relay session is granted.
pub struct RelayGrant {
    /// The control.
    pub control: String,
    /// What the person is told.
    pub introduction: Introduction,
    /// What opens the chip; it never leaves the server.
    pub password: Password,
    session: i64,
}

/// How a relay session ended.
pub enum ChipEnd {
    /// The chip was read.
    Read(Box<ChipRecord>),
    /// The chip, or what stands between, refused.
    Refused(Reason),
    /// The relay or the card went away.
    Lost,
}

impl Service {
    /// Uses a ticket, once, for the relay with this key thumbprint.
    pub async fn begin_relay(
        &self,
        control: &str,
        ticket: &str,
        relay_key: &str,
    ) -> Result<RelayGrant, ControlError> {
        let row = self.store.control(control).await?.ok_or(ControlError::Forbidden)?;
        let password = self.access(&row).await?;
        let used = Effect::UseTicket {
            hash: token::hash_of(ticket),
            now: self.now(),
            relay_key: relay_key.to_owned(),
        };
        let event = Event::ChipSessionStarted { relay_key: relay_key.to_owned() };
        let row = match self.advance(&row, &event, vec![used]).await {
            Err(ControlError::Outrun | ControlError::NotAllowed(_)) => return Err(ControlError::Forbidden),
            other => other?,
        };
        let introduction = self.introduce(&row).await?;
        Ok(RelayGrant { control: row.id, introduction, password, session: row.relay_session })
    }

    /// Whether the relay session is still the control's; a new ticket cuts it, and so does the control's end.
    pub async fn is_current(&self, grant: &RelayGrant) -> bool {
        let row = self.store.control(&grant.control).await.ok().flatten();
        row.is_some_and(|row| row.relay_session == grant.session && row.state == State::ChipReading)
    }

    /// Tells the phone how far the session has come.
    pub fn tell_chip_progress(&self, grant: &RelayGrant, stage: &str, percent: u8) {
        self.progress.tell(&grant.control, stage, percent);
        self.wake.ring(&grant.control);
    }

    /// Ends a relay session, whose record is kept sealed.
    pub async fn end_relay(self: &Arc<Self>, grant: RelayGrant, end: ChipEnd) -> Result<(), ControlError> {
        let row = self.store.control(&grant.control).await?.ok_or(ControlError::NotFound)?;
        let mut effects = vec![Effect::OfRelaySession(grant.session)];
        let event = match end {
            ChipEnd::Read(record) => self.keep_record(&row, &record, &mut effects)?,
            ChipEnd::Refused(reason) => self.refuse_chip(&row, reason, &mut effects)?,
            ChipEnd::Lost => Event::ChipSessionLost,
        };
        let last =
            matches!(event, Event::ChipRefused { last: true, .. } | Event::ChipRead { last: true, .. });
        self.advance(&row, &event, effects).await?;
        self.progress.forget(&grant.control);
        if last {
            self.judge_later(grant.control);
        }
        Ok(())
    }

    fn keep_record(
        &self,
        row: &ControlRow,
        record: &ChipRecord,
        effects: &mut Vec<Effect>,
    ) -> Result<Event, ControlError> {
        let bytes = Zeroizing::new(serde_json::to_vec(record).map_err(ControlError::internal)?);
        let sealed = self.data_key(row)?.seal(RECORD, &bytes)?;
        effects.extend([
            Effect::Seal(RECORD.into(), sealed),
            Effect::Advice(None),
            Effect::ChipRead { at: self.now() },
        ]);
        let demands = self.policy(&row.policy)?.demands();
        // Where the session may be over before the picture comes, it is needed once more.
        if demands.face.within_minutes.is_none() {
            effects.push(Effect::Unseal(super::access::ACCESS));
        }
        let last = demands.face.attempts == 0;
        Ok(Event::ChipRead { sha256: hex::encode(digest(&SHA256, &bytes)), last })
    }

    fn refuse_chip(
        &self,
        row: &ControlRow,
        reason: Reason,
        effects: &mut Vec<Effect>,
    ) -> Result<Event, ControlError> {
        let last = row.chip_attempts.saturating_add(1) >= i64::from(self.config.limits.chip_attempts);
        effects.extend([Effect::CountChipAttempt, Effect::Advice(Some(reason.code().into()))]);
        if last {
            let sealed = self
                .data_key(row)?
                .seal(REFUSAL, &serde_json::to_vec(&reason).map_err(ControlError::internal)?)?;
            effects.push(Effect::Seal(REFUSAL.into(), sealed));
        }
        Ok(Event::ChipRefused { reason, reopen: reason == Reason::AccessDenied && !last, last })
    }
}
