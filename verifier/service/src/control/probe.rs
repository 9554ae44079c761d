//! The person's picture comes in pieces, is looked at, and is kept or refused with an advice.

use super::advice::{Advice, FaceAdvice, word};
use super::{ControlError, Event, NotAllowed, State};
use crate::clock::Moment;
use crate::judging::{Alone, Place, advise};
use crate::service::Service;
use crate::store::{ControlRow, Effect, UploadRow};
use crate::token;
use serde::{Deserialize, Serialize};
use verifier::control::Probe;
use verifier::face::FaceError;
use verifier::face_networks::FaceNetworks;
use verifier::policy::{AttackDemands, ProbeSource};
use zeroize::Zeroizing;

/// The name under which the picture is sealed.
pub(crate) const PROBE: &str = "probe";
/// The largest piece.
pub(crate) const PIECE: usize = 256 << 10;

/// A picture that is about to be uploaded.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUpload {
    /// How many bytes it has.
    #[schema(minimum = 1)]
    pub bytes: u64,
    /// SHA-256 of it, in hex.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
}

impl NewUpload {
    pub(crate) fn check(&self, most: u64) -> Result<(), ControlError> {
        let hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
        if self.sha256.len() != 64 || !self.sha256.bytes().all(hex) {
            return Err(ControlError::invalid("sha256", "sha256 is 64 lower-case hex digits"));
        }
        if self.bytes == 0 || self.bytes > most {
            return Err(ControlError::invalid("bytes", "the picture is empty or too large"));
        }
        Ok(())
    }
}

/// How far an upload has come.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct UploadProgress {
    /// The upload's name.
    pub probe: String,
    /// How many bytes are kept; the next piece begins here.
    pub offset: u64,
    /// What was made of the picture, when all of it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
}

impl Service {
    /// Begins an upload.
    pub(crate) async fn begin_upload(
        &self,
        row: &ControlRow,
        new: &NewUpload,
    ) -> Result<UploadProgress, ControlError> {
        self.may_upload(row)?;
        self.must_be_one_session(row).await?;
        new.check(self.config.limits.picture_bytes)?;
        let upload = UploadRow {
            id: token::name(),
            bytes: i64::try_from(new.bytes).unwrap_or(i64::MAX),
            sha256: new.sha256.clone(),
            received: 0,
            complete: false,
            advice: None,
        };
        let limit = i64::from(self.config.limits.uploads);
        if self.store.begin_upload(&row.id, &upload, limit).await? {
            progress(&upload)
        } else {
            Err(ControlError::NoAttempts)
        }
    }

    /// How far an upload has come.
    pub(crate) async fn upload(&self, row: &ControlRow, id: &str) -> Result<UploadProgress, ControlError> {
        let upload = self.store.upload(&row.id, id).await?.ok_or(ControlError::NotFound)?;
        progress(&upload)
    }

    /// Takes the piece at `offset`.
    pub(crate) async fn take_piece(
        &self,
        row: &ControlRow,
        id: &str,
        offset: u64,
        piece: &[u8],
    ) -> Result<UploadProgress, ControlError> {
        self.may_upload(row)?;
        self.must_be_one_session(row).await?;
        let mut upload = self.store.upload(&row.id, id).await?.ok_or(ControlError::NotFound)?;
        let length = i64::try_from(piece.len()).unwrap_or(i64::MAX);
        if upload.complete || i64::try_from(offset) != Ok(upload.received) {
            return Err(ControlError::OffsetMismatch);
        }
        let received = upload.received.saturating_add(length);
        if length == 0 || received > upload.bytes {
            return Err(ControlError::invalid("bytes", "the piece is empty or goes past the picture's end"));
        }
        if received == upload.bytes {
            let begun = self.begin_finish(row)?;
            return self.finish_upload(row, &upload, piece, begun).await;
        }
        let sealed = self.data_key(row)?.seal(&upload.piece(upload.received), piece)?;
        if !self.store.keep_piece(&row.id, &upload, length, sealed).await? {
            return Err(ControlError::OffsetMismatch);
        }
        upload.received = received;
        progress(&upload)
    }

    fn may_upload(&self, row: &ControlRow) -> Result<(), ControlError> {
        if !matches!(row.state, State::ChipRead | State::ProbeReceived) {
            return Err(NotAllowed { state: row.state }.into());
        }
        if row.probe_attempts >= self.most_probes(row)? { Err(ControlError::NoAttempts) } else { Ok(()) }
    }

    fn most_probes(&self, row: &ControlRow) -> Result<i64, ControlError> {
        Ok(i64::from(self.policy(&row.policy)?.demands().face.attempts))
    }

    /// A place in the queue; a control's pictures are looked at one after the other.
    fn begin_finish(&self, row: &ControlRow) -> Result<Finish, ControlError> {
        let alone = self.looked_at.enter(&row.id).ok_or(ControlError::Busy)?;
        let place = self.workers.reserve().map_err(|_| ControlError::Busy)?;
        Ok(Finish { place, came: self.now(), _alone: alone })
    }

    /// The picture is taken into memory when its turn has come, and decoded where nobody waits for anything else. Its last
    /// piece is never kept: who does not hear of the end sends it again.
    async fn finish_upload(
        &self,
        row: &ControlRow,
        upload: &UploadRow,
        last: &[u8],
        finish: Finish,
    ) -> Result<UploadProgress, ControlError> {
        let Finish { place, came, _alone } = finish;
        let turn = place.turn().await.ok_or(ControlError::Busy)?;
        let row = &self.store.control(&row.id).await?.ok_or(ControlError::NotFound)?;
        self.may_upload(row)?;
        let bytes = self.assemble(row, upload, last).await?;
        let (demands, sha256) = (self.policy(&row.policy)?.demands().clone(), upload.sha256.clone());
        let looked =
            turn.run(move |networks| look_at(bytes, &sha256, &demands.presentation_attack, networks));
        let (advice, sight, bytes) =
            looked.await.ok_or(ControlError::Busy)?.map_err(ControlError::internal)?;
        // In memory first: whoever hears that it is kept, and ends the control, finds it there and takes it out.
        sight.into_iter().for_each(|sight| self.sights.keep(&row.id, sight));
        let kept = self.keep_advice(row, upload, (&bytes, came), advice).await;
        if kept.is_err() {
            self.sights.take(&row.id);
        }
        let upload = self.store.upload(&row.id, &upload.id).await?.ok_or(ControlError::NotFound)?;
        match kept {
            // A request that came twice has finished it.
            Err(ControlError::Outrun) if upload.complete => progress(&upload),
            Err(ControlError::Outrun) => Err(ControlError::NoAttempts),
            kept => kept.and_then(|()| progress(&upload)),
        }
    }

    async fn assemble(
        &self,
        row: &ControlRow,
        upload: &UploadRow,
        last: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, ControlError> {
        let key = self.data_key(row)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(upload.bytes).unwrap_or(0)));
        for (name, sealed) in self.store.sealed_under(&row.id, &upload.pieces()).await? {
            bytes.extend_from_slice(&key.open(&name, &sealed)?);
        }
        bytes.extend_from_slice(last);
        Ok(bytes)
    }

    /// Event, picture, advice and the end of the upload in one change: a picture counts once.
    async fn keep_advice(
        &self,
        row: &ControlRow,
        upload: &UploadRow,
        (bytes, came): (&[u8], Moment),
        advice: Advice,
    ) -> Result<(), ControlError> {
        let (id, pieces) = (upload.id.clone(), upload.pieces());
        let text = serde_json::to_string(&advice).map_err(ControlError::internal)?;
        let mut effects =
            vec![Effect::CompleteUpload { id, pieces, advice: text }, Effect::Advice(advice.hint())];
        let event = if advice.face == FaceAdvice::Ok {
            let (sealed, most) = (self.data_key(row)?.seal(PROBE, bytes)?, self.most_probes(row)?);
            effects.extend([Effect::Seal(PROBE.into(), sealed), Effect::CountProbe { most, at: came }]);
            let attack = word(&advice.attack).unwrap_or_default();
            Event::ProbeReceived { sha256: upload.sha256.clone(), attack }
        } else {
            Event::ProbeDiscarded { advice: advice.hint().unwrap_or_default() }
        };
        self.advance(row, &event, effects).await.map(drop)
    }
}

/// A picture that is all there, about to be looked at.
struct Finish {
    place: Place,
    came: Moment,
    _alone: Alone,
}

/// What is made of a picture: the advice, where it is kept the picture with what the networks saw, and the bytes again.
type Looked = (Advice, Option<Probe>, Zeroizing<Vec<u8>>);

fn look_at(
    bytes: Zeroizing<Vec<u8>>,
    sha256: &str,
    demands: &AttackDemands,
    networks: &mut FaceNetworks,
) -> Result<Looked, FaceError> {
    match Probe::decode(bytes.to_vec(), ProbeSource::PhoneCamera) {
        Ok(probe) if probe.sha256() == sha256 => {
            let sight = networks.look(&probe)?;
            let advice = advise(&sight, demands, networks.attacks.network_set().name());
            let kept = advice.face == FaceAdvice::Ok;
            Ok((advice, kept.then(|| probe.with_sight(Some(sight))), bytes))
        }
        _ => Ok((Advice::unusable(FaceAdvice::NoPicture), None, bytes)),
    }
}

fn progress(upload: &UploadRow) -> Result<UploadProgress, ControlError> {
    let advice = upload.advice.as_deref().map(serde_json::from_str).transpose();
    Ok(UploadProgress {
        probe: upload.id.clone(),
        offset: u64::try_from(upload.received).unwrap_or(0),
        advice: advice.map_err(ControlError::internal)?,
    })
}
