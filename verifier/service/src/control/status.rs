//! What the phone and the issuer see of a control: neither result nor code, the code in the phone's redirect apart.

use super::{ControlError, State};
use crate::chip_progress::ChipProgress;
use crate::service::Service;
use crate::store::ControlRow;
use serde::Serialize;
use std::time::Duration;
use tokio::time::Instant;

/// How long a request may wait for a change.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(25);

/// Progress of a chip session counts between two versions of the control.
const PROGRESS_STEPS: i64 = 4096;

/// What the person does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Claim the control.
    Claim,
    /// Tell what opens the chip.
    Access,
    /// Let the chip be read.
    Chip,
    /// Take a picture.
    Probe,
    /// Have it judged.
    Conclude,
    /// Wait.
    Wait,
    /// Nothing.
    Done,
}

impl Step {
    fn of(state: State) -> Self {
        match state {
            State::Created => Self::Claim,
            State::Claimed => Self::Access,
            State::AccessGiven | State::ChipReading => Self::Chip,
            State::ChipRead => Self::Probe,
            State::ProbeReceived => Self::Conclude,
            State::Judging => Self::Wait,
            State::Concluded | State::Cancelled | State::Expired | State::Failed | State::Deleted => {
                Self::Done
            }
        }
    }
}

/// What the phone sees.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PhoneStatus {
    /// Grows with every change.
    pub version: i64,
    /// Where the control stands.
    pub state: State,
    /// What the person does next.
    pub step: Step,
    /// How far the chip session has come, while one is under way.
    pub chip: Option<ChipProgress>,
    /// What was wrong with the last attempt, a code of a reason or an advice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attack_hint: Option<String>,
    /// How it ended, when it is concluded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// Why it ended, when it came to no verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where the browser goes when the control has ended: the issuer's address with `state`, and `code` when there is a
    /// result, otherwise `error`: `cancelled`, `expired` or `failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// Until when the issuer's program takes the result, RFC 3339; whoever comes back later needs another control.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub result_until: Option<time::OffsetDateTime>,
}

/// What the issuer sees.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IssuerStatus {
    /// The control's name.
    pub id: String,
    /// Grows with every change.
    pub version: i64,
    /// Where the control stands.
    pub state: State,
    /// The policy's name.
    pub policy: String,
    /// Until when it can be carried out, RFC 3339.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: time::OffsetDateTime,
    /// Why it ended, when it came to no verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Service {
    /// The phone's view.
    pub(crate) async fn phone_status(&self, row: &ControlRow) -> Result<PhoneStatus, ControlError> {
        let chip = (row.state == State::ChipReading).then(|| self.progress.of(&row.id)).flatten();
        Ok(PhoneStatus {
            version: phone_version(row, chip.as_ref()),
            state: row.state,
            step: Step::of(row.state),
            attack_hint: row.advice.clone(),
            verdict: row.verdict.clone(),
            reason: row.reason.clone(),
            redirect: self.redirect(row).await?,
            result_until: self.result_until(row).await?,
            chip,
        })
    }

    /// The issuer's view.
    pub(crate) fn issuer_status(&self, row: &ControlRow) -> IssuerStatus {
        IssuerStatus {
            id: row.id.clone(),
            version: row.version,
            state: row.state,
            policy: row.policy.clone(),
            expires_at: row.expires_at.date_time(),
            reason: row.reason.clone(),
        }
    }

    /// Waits until the control's version, as the phone counts, is another than `after`.
    pub(crate) async fn wait_as_phone(
        &self,
        row: ControlRow,
        after: Option<i64>,
    ) -> Result<ControlRow, ControlError> {
        let version = |row: &ControlRow| phone_version(row, self.progress.of(&row.id).as_ref());
        self.wait(row, after, version).await
    }

    /// Waits until the control's version is another than `after`.
    pub(crate) async fn wait_as_issuer(
        &self,
        row: ControlRow,
        after: Option<i64>,
    ) -> Result<ControlRow, ControlError> {
        self.wait(row, after, |row| row.version).await
    }

    async fn wait(
        &self,
        mut row: ControlRow,
        after: Option<i64>,
        version: impl Fn(&ControlRow) -> i64,
    ) -> Result<ControlRow, ControlError> {
        let Some(after) = after else { return Ok(row) };
        let until = Instant::now() + LONGEST_WAIT;
        let Some(mut bell) = self.wake.listen(&row.id) else { return Ok(row) };
        loop {
            row = self.store.control(&row.id).await?.ok_or(ControlError::NotFound)?;
            if version(&row) != after || row.state.is_final() {
                return Ok(row);
            }
            if !matches!(tokio::time::timeout_at(until, bell.changed()).await, Ok(Ok(()))) {
                return Ok(row);
            }
        }
    }
}

fn phone_version(row: &ControlRow, chip: Option<&ChipProgress>) -> i64 {
    let progress = chip.filter(|_| row.state == State::ChipReading);
    let count = progress.map_or(0, |chip| chip.count.min(PROGRESS_STEPS - 1));
    row.version.saturating_mul(PROGRESS_STEPS).saturating_add(count)
}
