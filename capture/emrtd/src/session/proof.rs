//! The proof that the chip is no copy: Chip Authentication, its confirmation, Active Authentication, ICAO 9303-11 §6.
//!
//! Nothing is judged here: the transcripts say what came, and the verifier judges them with the authenticated DG14 and DG15.

use super::SessionError;
use super::channel::Channel;
use super::file_reader::select;
use super::machine::{Next, Run, Wait};
use crate::apdu::ResponseApdu;
use crate::chip::active_authentication::{ActiveAuthentication, ActiveAuthenticationPublicKey};
use crate::chip::chip_authentication::{
    ChipAuthentication, ChipAuthenticationChoice, ChipAuthenticationOutcome,
};
use crate::crypto::KeyAgreementError;
use crate::file::{DataGroup, ElementaryFile};
use crate::lds::DataGroup15;
use crate::protocol::{Answers, Protocol, Randomness};
use crate::quirk::Quirk;
use crate::record::{ActiveAuthenticationTranscript, ChipAuthenticationTranscript};
use crate::security_info::SecurityInfos;

impl<R: Randomness> Run<R> {
    /// Runs Chip Authentication where DG14 offers one this system runs, the strongest first.
    pub(super) fn prove_chip(mut self) -> Next<R> {
        if self.known.failed_proof.is_some() {
            return self.read_contents();
        }
        let choices = self.chip_authentication_choices();
        if !choices.is_empty() && self.announces_no_variant() {
            self.record.quirks.insert(Quirk::ChipAuthenticationInfoMissing);
        }
        self.agree_with_chip(choices)
    }

    fn announces_no_variant(&self) -> bool {
        let infos = self.record.data_group(DataGroup::DG14).map(SecurityInfos::from_data_group_14);
        infos.and_then(Result::ok).is_some_and(|infos| infos.chip_authentication().is_empty())
    }

    fn chip_authentication_choices(&self) -> Vec<ChipAuthenticationChoice> {
        let infos = self.record.data_group(DataGroup::DG14).map(SecurityInfos::from_data_group_14);
        infos.and_then(Result::ok).map_or_else(Vec::new, |infos| ChipAuthenticationChoice::all(&infos))
    }

    fn agree_with_chip(mut self, choices: Vec<ChipAuthenticationChoice>) -> Next<R> {
        for choice in choices {
            match ChipAuthentication::start(choice, &mut self.randomness) {
                Ok(step) => {
                    return self.follow(step, Wait::ChipAuthentication, Self::after_chip_authentication);
                }
                Err(KeyAgreementError::Library) => return Err(SessionError::Library),
                // A key that is no element of its group proves nothing: another one may.
                Err(_) => {}
            }
        }
        self.sign_challenge()
    }

    pub(super) fn chip_authentication(self, protocol: ChipAuthentication, answers: Answers) -> Next<R> {
        let step = protocol.receive(answers).map_err(|_| SessionError::Library)?;
        self.follow(step, Wait::ChipAuthentication, Self::after_chip_authentication)
    }

    fn after_chip_authentication(mut self, outcome: ChipAuthenticationOutcome) -> Next<R> {
        match outcome {
            ChipAuthenticationOutcome::Refused(transcript) => {
                let refused = transcript.clone();
                self.record.chip_authentication = Some(transcript);
                self.agree_after(&refused)
            }
            ChipAuthenticationOutcome::Agreed(messaging, mut transcript) => {
                let command = select(ElementaryFile::DataGroup(DataGroup::DG14));
                transcript.confirmation_command = command.encode().map_err(|_| SessionError::Library)?;
                self.channel = Channel::Secure(messaging);
                self.send(command, Wait::ChipConfirmation(transcript))
            }
        }
    }

    /// The chip refused one key: it may take the same in parts, or the next.
    fn agree_after(mut self, refused: &ChipAuthenticationTranscript) -> Next<R> {
        let mut choices = self.chip_authentication_choices();
        let last = choices.iter().rposition(|choice| choice.is(refused.key_id, &refused.protocol));
        let tried = usize::from(!self.long.fall_back());
        choices.drain(..last.map_or(choices.len(), |index| index.saturating_add(tried)));
        self.agree_with_chip(choices)
    }

    /// Keeps the answer as it came; only a chip with the key can go on.
    pub(super) fn chip_confirmation(
        mut self,
        mut transcript: ChipAuthenticationTranscript,
        response: ResponseApdu,
    ) -> Next<R> {
        transcript.confirmation_response = response.encode();
        let confirmed = self.channel.unprotect(response.into()).is_ok();
        if confirmed {
            self.chip_confirmed(&transcript);
        }
        self.record.chip_authentication = Some(transcript);
        match confirmed {
            true => self.sign_challenge(),
            false => self.open_unproven(),
        }
    }

    pub(super) fn chip_authentication_broken_off(mut self, protocol: ChipAuthentication) -> Next<R> {
        self.record.chip_authentication = Some(protocol.into_transcript());
        self.open_unproven()
    }

    /// Runs Active Authentication where DG15 holds a key this system knows.
    fn sign_challenge(mut self) -> Next<R> {
        let key = self
            .record
            .data_group(DataGroup::DG15)
            .and_then(|bytes| DataGroup15::parse(bytes).ok())
            .and_then(|group| {
                ActiveAuthenticationPublicKey::from_subject_public_key_info(group.subject_public_key_info())
                    .ok()
            });
        let Some(key) = key else { return self.read_contents() };
        let challenge = self.challenge()?;
        let empty = Quirk::ActiveAuthenticationEmpty;
        let step = match self.known.expects(empty) {
            true => ActiveAuthentication::start_short(challenge, &key),
            false => ActiveAuthentication::start(challenge, &key),
        };
        self.record.quirks.extend(self.known.expects(empty).then_some(empty));
        self.follow(step, Wait::ActiveAuthentication, Self::signed)
    }

    /// The caller's challenge, and a new one each time the chip is opened anew after it has gone out: a copy that has heard
    /// one could come back with the original's signature.
    fn challenge(&mut self) -> Result<[u8; 8], SessionError> {
        if std::mem::replace(&mut self.known.challenge_sent, true) {
            self.randomness.fill(&mut self.plan.challenge).map_err(|_| SessionError::Library)?;
        }
        Ok(self.plan.challenge)
    }

    pub(super) fn active_authentication(
        mut self,
        protocol: ActiveAuthentication,
        answers: Answers,
    ) -> Next<R> {
        self.record.quirks.extend(protocol.quirk(&answers));
        let step = match protocol.receive(answers) {
            Ok(step) => step,
            Err(never) => match never {},
        };
        self.follow(step, Wait::ActiveAuthentication, Self::signed)
    }

    fn signed(mut self, transcript: ActiveAuthenticationTranscript) -> Next<R> {
        self.record.active_authentication = Some(transcript);
        self.read_contents()
    }

    pub(super) fn active_authentication_broken_off(mut self) -> Next<R> {
        let challenge = self.plan.challenge.to_vec();
        let transcript = ActiveAuthenticationTranscript { challenge, signature: Vec::new() };
        self.record.active_authentication = Some(transcript);
        self.open_unproven()
    }
}
