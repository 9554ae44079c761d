//! An officer signs in: the key is opened, and its owner looked up among those who are enrolled now.

use super::desk::Desk;
use super::{journal, unlock};
use crate::flow::{PinProblem, Report, Secret};
use verifier::jws::TokenKey;

impl Desk {
    pub(super) fn unlock(&mut self, officer: usize, pin: &Secret) {
        let opened = self.open(officer, pin);
        // Nobody waits for it any more: it stays closed.
        if !self.current.is(self.case) {
            return;
        }
        let report = match opened {
            Ok((key, name)) => {
                self.officer = Some(key);
                Report::SignedIn(name)
            }
            Err(problem) => Report::PinRefused(problem),
        };
        self.report(report);
    }

    /// The officer's key and name, by what lies in the files at this moment.
    fn open(&mut self, officer: usize, pin: &Secret) -> Result<(TokenKey, String), PinProblem> {
        let (files, known) = (&self.inputs.officer_files, &self.inputs.officers);
        let (files, known) = files.as_ref().zip(known.as_ref()).ok_or(PinProblem::Unusable)?;
        let mut officers = files.read().map_err(|error| {
            journal::note("officers", &error);
            PinProblem::Unusable
        })?;
        // The window names the keys as they were at the start.
        let label = &known.keys.get(officer).ok_or(PinProblem::Unusable)?.label;
        let key = officers.keys.iter().find(|key| key.label == *label).ok_or(PinProblem::Unusable)?;
        let key = unlock(&key.pem, pin)?;
        let name = officers.name(&key.public().kid).ok_or(PinProblem::NotEnrolled)?;
        officers.keys = known.keys.clone();
        self.inputs.officers = Some(officers);
        Ok((key, name))
    }
}
