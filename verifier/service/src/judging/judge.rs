//! One verdict, from sealed inputs to a signed result.

use emrtd::record::ChipRecord;
use thiserror::Error;
use verifier::case::Binding;
use verifier::conclusion::{Conclusion, ConclusionError, Signer, refuse_unexamined};
use verifier::control::{Capture, Control, Probe};
use verifier::examiner::{ExaminationError, Examiner};
use verifier::face_networks::FaceNetworks;
use verifier::jws::TokenKey;
use verifier::picture::PictureError;
use verifier::policy::{Policy, ProbeSource};
use verifier::reason::Reason;
use verifier::trust::TrustStore;

/// Why there is no verdict: our fault.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum JudgingError {
    /// A network failed, or the wrong one is there.
    #[error(transparent)]
    Examination(#[from] ExaminationError),
    /// Signing failed.
    #[error(transparent)]
    Conclusion(#[from] ConclusionError),
    /// The kept picture cannot be decoded any more.
    #[error("the kept picture cannot be decoded: {0}")]
    Picture(#[from] PictureError),
    /// The job broke down.
    #[error("the worker broke down")]
    Broken,
}

/// What is judged.
pub(crate) enum Material {
    /// A chip session that was refused for good.
    Refused(Reason),
    /// What a whole capture brought.
    Captured(Box<Captured>),
}

/// What a whole capture brought.
pub(crate) struct Captured {
    /// The chip's record.
    pub record: ChipRecord,
    /// The person's picture, where one was taken, and as it was looked at before.
    pub picture: Option<(Vec<u8>, Option<Probe>)>,
    /// The keys that brought them, and when.
    pub binding: Binding,
}

/// Everything a verdict needs beside the material and the networks.
pub(crate) struct Judgement<'a> {
    pub control: Control,
    pub policy: Policy,
    pub trust: &'a TrustStore,
    pub issuer: &'a str,
    pub number: &'a str,
    pub key: &'a TokenKey,
}

/// Computes the verdict and signs it; a refused session needs no networks.
pub(crate) fn judge(
    judgement: &Judgement<'_>,
    material: Material,
    networks: Option<&mut FaceNetworks>,
) -> Result<Conclusion, JudgingError> {
    let Judgement { control, policy, trust, issuer, number, key } = judgement;
    let signer = Signer { issuer, number, key };
    match (material, networks) {
        (Material::Refused(reason), _) => Ok(refuse_unexamined(control, policy, trust, reason, &signer)?),
        (Material::Captured(_), None) => Err(JudgingError::Broken),
        (Material::Captured(captured), Some(networks)) => {
            let Captured { record, picture, binding } = *captured;
            let probe = picture.map(|(picture, looked_at)| match looked_at {
                Some(probe) if probe.image() == picture => Ok(probe),
                _ => Probe::decode(picture, ProbeSource::PhoneCamera),
            });
            let capture = Capture { record, probes: probe.transpose()?.into_iter().collect() };
            let examined = Examiner { trust, policy, networks }.examine(control, &capture)?;
            Ok(examined.bound_to(binding).conclude(None, &signer)?)
        }
    }
}
