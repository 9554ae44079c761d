//! The person's picture comes in pieces, is looked at, and is kept or refused with an advice.

use super::{ControlError, Event, NotAllowed, State};
use crate::judging::{Place, look};
use crate::service::Service;
use crate::store::{ControlRow, Effect, UploadRow};
use crate::token;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use verifier::picture::Picture;
use verifier::policy::Policy;
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

/// What was made of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Advice {
    /// Whether it holds a face that can be used.
    pub face: FaceAdvice,
    /// Whether it looks like an attack.
    pub attack: AttackAdvice,
}

/// Whether a picture holds a face that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FaceAdvice {
    /// One face.
    Ok,
    /// None.
    FaceNotFound,
    /// More than one.
    MultipleFaces,
    /// One, too small.
    TooSmall,
    /// Not a picture that can be decoded.
    NoPicture,
}

/// Whether a picture looks like an attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttackAdvice {
    /// No attack detected.
    BonaFide,
    /// An attack.
    Attack,
    /// Not assessed.
    NotAssessed,
}

impl Advice {
    fn unusable(face: FaceAdvice) -> Self {
        Self { face, attack: AttackAdvice::NotAssessed }
    }

    /// The word that the status shows; `None` when all is well.
    fn hint(self) -> Option<String> {
        match (self.face, self.attack) {
            (FaceAdvice::Ok, AttackAdvice::Attack) => Some("presentation_attack".into()),
            (FaceAdvice::Ok, _) => None,
            (face, _) => word(&face),
        }
    }
}

fn word(value: &impl Serialize) -> Option<String> {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned))
}

impl Service {
    /// Begins an upload.
    pub(crate) async fn begin_upload(
        &self,
        row: &ControlRow,
        new: &NewUpload,
    ) -> Result<UploadProgress, ControlError> {
        self.may_upload(row)?;
        let hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
        if new.sha256.len() != 64 || !new.sha256.bytes().all(hex) {
            return Err(ControlError::invalid("sha256", "sha256 is 64 lower-case hex digits"));
        }
        if new.bytes == 0 || new.bytes > self.config.limits.picture_bytes {
            return Err(ControlError::invalid("bytes", "the picture is empty or too large"));
        }
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

    /// How far an upload has come; one whose last piece came just before a restart is finished now.
    pub(crate) async fn upload(&self, row: &ControlRow, id: &str) -> Result<UploadProgress, ControlError> {
        let upload = self.store.upload(&row.id, id).await?.ok_or(ControlError::NotFound)?;
        if upload.received == upload.bytes && !upload.complete {
            let place = self.workers.reserve().map_err(|_| ControlError::Busy)?;
            return self.finish_upload(row, upload, place).await;
        }
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
        let mut upload = self.store.upload(&row.id, id).await?.ok_or(ControlError::NotFound)?;
        let length = i64::try_from(piece.len()).unwrap_or(i64::MAX);
        if upload.complete || i64::try_from(offset) != Ok(upload.received) {
            return Err(ControlError::OffsetMismatch);
        }
        let received = upload.received.saturating_add(length);
        if length == 0 || received > upload.bytes {
            return Err(ControlError::invalid("bytes", "the piece is empty or goes past the picture's end"));
        }
        let last = (received == upload.bytes).then(|| self.workers.reserve()).transpose();
        let last = last.map_err(|_| ControlError::Busy)?;
        let sealed = self.data_key(row)?.seal(&upload.piece(upload.received), piece)?;
        if !self.store.keep_piece(&row.id, &upload, length, &sealed).await? {
            return Err(ControlError::OffsetMismatch);
        }
        upload.received = received;
        match last {
            Some(place) => self.finish_upload(row, upload, place).await,
            None => progress(&upload),
        }
    }

    fn may_upload(&self, row: &ControlRow) -> Result<(), ControlError> {
        if !matches!(row.state, State::ChipRead | State::ProbeReceived) {
            return Err(NotAllowed { state: row.state }.into());
        }
        let attempts = i64::from(policy(row)?.demands().face.attempts);
        if row.probe_attempts >= attempts { Err(ControlError::NoAttempts) } else { Ok(()) }
    }

    async fn finish_upload(
        &self,
        row: &ControlRow,
        mut upload: UploadRow,
        place: Place,
    ) -> Result<UploadProgress, ControlError> {
        let bytes = self.assemble(row, &upload).await?;
        let fits = hex::encode(digest(&SHA256, &bytes)) == upload.sha256;
        let advice = match Picture::decode(&bytes) {
            Ok(picture) if fits => self.look_at(row, picture, place).await?,
            _ => Advice::unusable(FaceAdvice::NoPicture),
        };
        if advice.face == FaceAdvice::Ok {
            self.keep_probe(row, &upload.sha256, &bytes, advice).await?;
        } else {
            let hint = advice.hint();
            let event = Event::ProbeDiscarded { advice: hint.clone().unwrap_or_default() };
            self.advance(row, &event, vec![Effect::Advice(hint)]).await?;
        }
        let text = serde_json::to_string(&advice).map_err(ControlError::internal)?;
        self.store.complete_upload(&row.id, &upload, &text).await?;
        (upload.complete, upload.advice) = (true, Some(text));
        progress(&upload)
    }

    async fn assemble(
        &self,
        row: &ControlRow,
        upload: &UploadRow,
    ) -> Result<Zeroizing<Vec<u8>>, ControlError> {
        let key = self.data_key(row)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(upload.bytes).unwrap_or(0)));
        for (name, sealed) in self.store.sealed_under(&row.id, &upload.pieces()).await? {
            bytes.extend_from_slice(&key.open(&name, &sealed)?);
        }
        Ok(bytes)
    }

    async fn look_at(
        &self,
        row: &ControlRow,
        picture: Picture,
        place: Place,
    ) -> Result<Advice, ControlError> {
        let demands = policy(row)?.demands().presentation_attack.clone();
        let looked = place.run(move |networks| look(&picture, &demands, networks)).await;
        looked.ok_or(ControlError::Busy)?.map_err(ControlError::internal)
    }

    async fn keep_probe(
        &self,
        row: &ControlRow,
        sha256: &str,
        bytes: &[u8],
        advice: Advice,
    ) -> Result<(), ControlError> {
        let sealed = self.data_key(row)?.seal(PROBE, bytes)?;
        let attack = word(&advice.attack).unwrap_or_default();
        let event = Event::ProbeReceived { sha256: sha256.to_owned(), attack };
        let effects =
            vec![Effect::Seal(PROBE.into(), sealed), Effect::CountProbe, Effect::Advice(advice.hint())];
        self.advance(row, &event, effects).await.map(drop)
    }
}

fn policy(row: &ControlRow) -> Result<Policy, ControlError> {
    Policy::built_in(&row.policy).map_err(ControlError::internal)
}

fn progress(upload: &UploadRow) -> Result<UploadProgress, ControlError> {
    let advice = upload.advice.as_deref().map(serde_json::from_str).transpose();
    Ok(UploadProgress {
        probe: upload.id.clone(),
        offset: u64::try_from(upload.received).unwrap_or(0),
        advice: advice.map_err(ControlError::internal)?,
    })
}
