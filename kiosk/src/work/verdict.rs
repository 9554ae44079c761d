//! The case on the desk is judged, signed with the officer's and the kiosk's keys, and filed.

use super::archive::{self, ArchiveError, Filed};
use super::desk::Desk;
use super::journal;
use crate::flow::{Ended, Findings, OfficerSays, Outage, Report};
use crate::text::Language;
use ring::rand::{SecureRandom, SystemRandom};
use std::fmt::Display;
use time::OffsetDateTime;
use verifier::case::OfficerStatement;
use verifier::conclusion::{Conclusion, ConclusionError, Examined, Signer, refuse_unexamined};
use verifier::control::{Capture, Control, Probe};
use verifier::examiner::Examiner;
use verifier::reason::Reason;

impl Desk {
    /// The control this case belongs to: its nonce is drawn once.
    fn control(&mut self) -> Result<Control, Outage> {
        let nonce = match self.captured.nonce.take() {
            Some(nonce) => nonce,
            None => self.nonces.draw().map_err(told("nonce", Outage::Control))?,
        };
        self.captured.nonce = Some(nonce.clone());
        Ok(Control { audience: self.inputs.audience.clone(), nonce, at: self.now() })
    }

    pub(super) fn judge(&mut self) {
        let report = match self.examine() {
            Ok(findings) => Report::Judged(Box::new(findings)),
            Err(outage) => Report::Outage(outage),
        };
        self.report(report);
    }

    fn examine(&mut self) -> Result<Findings, Outage> {
        // The verdict is of now, not of when the chip was read.
        self.captured.at = None;
        let control = self.control()?;
        let probes: Vec<Probe> = self.captured.probe.take().into_iter().collect();
        let record = self.captured.record.clone().ok_or(Outage::Control)?;
        let networks = self.networks.as_mut().ok_or(Outage::Control)?;
        let mut examiner = Examiner { trust: &self.inputs.trust, policy: &self.inputs.policy, networks };
        let examined = examiner.examine(&control, &Capture { record, probes });
        let examined = examined.map_err(told("examination", Outage::Control))?;
        let findings = Findings {
            reports: examined.reports().clone(),
            outlook: examined.outlook(),
            policy: self.inputs.policy.demands().name.clone(),
            earlier: self.captured.attempts.clone(),
        };
        self.captured.attempts.push(findings.attempt());
        self.captured.examined = Some(examined);
        Ok(findings)
    }

    /// What the officer says, signed with the officer's own key.
    fn statement(&self, examined: &Examined, says: OfficerSays) -> Option<OfficerStatement> {
        let (key, officer) = (self.officer.as_ref()?, self.inputs.officers.as_ref()?);
        let statement = match says {
            OfficerSays::Approve => examined.statement().ok()?,
            OfficerSays::Decline => examined.refusal().ok()?,
            OfficerSays::Nothing => return None,
        };
        let statement = statement.sign(key).ok()?;
        Some(OfficerStatement { statement, enrolled: officer.enrolled.clone() })
    }

    pub(super) fn conclude(&mut self, says: OfficerSays, language: Language) {
        let Some(examined) = self.captured.examined.take() else {
            return self.report(Report::Outage(Outage::Control));
        };
        let statement = self.statement(&examined, says);
        if statement.is_none() && says != OfficerSays::Nothing {
            return self.report(Report::Outage(Outage::Control));
        }
        let ended = self.sign(|signer| examined.conclude(statement, signer), language);
        self.end(ended);
    }

    pub(super) fn refuse_unread(&mut self, reason: Reason, language: Language) {
        let ended = self.control().and_then(|control| {
            let (policy, trust) = (&self.inputs.policy, &self.inputs.trust);
            let refuse = |signer: &Signer<'_>| refuse_unexamined(&control, policy, trust, reason, signer);
            self.sign(refuse, language)
        });
        self.end(ended);
    }

    fn end(&mut self, ended: Result<Ended, Outage>) {
        self.report(match ended {
            Ok(ended) => Report::Ended(Box::new(ended)),
            Err(outage) => Report::Outage(outage),
        });
    }

    /// Signs and files the case; its nonce is spent before there is a signature.
    fn sign(
        &self,
        conclude: impl FnOnce(&Signer<'_>) -> Result<Conclusion, ConclusionError>,
        language: Language,
    ) -> Result<Ended, Outage> {
        let nonce = self.captured.nonce.as_deref().ok_or(Outage::Control)?;
        self.nonces.spend(nonce).map_err(told("nonce", Outage::Control))?;
        let mut number = [0u8; 16];
        SystemRandom::new().fill(&mut number).map_err(|_| Outage::Control)?;
        let number = hex::encode(number);
        let (issuer, key) = (self.inputs.issuer.as_str(), &self.inputs.signing_key);
        let conclusion = conclude(&Signer { issuer, number: &number, key });
        let conclusion = conclusion.map_err(told("signing", Outage::Control))?;
        let at = self.inputs.at.unwrap_or_else(OffsetDateTime::now_utc);
        let attempts = &self.captured.attempts;
        let filed = Filed { number: &number, conclusion: &conclusion, at, language, attempts };
        archive::file(&self.inputs, &filed).map_err(|error| {
            let outage = match error {
                ArchiveError::Unsettled(_) => Outage::Unknown,
                _ => Outage::Writing,
            };
            told("results", outage)(error)
        })
    }
}

/// Notes the cause of an outage.
fn told<E: Display>(what: &'static str, outage: Outage) -> impl FnOnce(E) -> Outage {
    move |error| {
        journal::note(what, &error);
        outage
    }
}
