//! The signed result: accepted with OpenID Connect for Identity Assurance 1.0 `verified_claims`, or refused with reasons.

mod claims;
mod token;
mod verification;

pub use claims::verified_claims;
pub(crate) use token::compose;
pub use token::{
    ControlResult, FaceScore, Issue, PolicyIdentity, Provenance, REFUSAL_TYPE, RESULT_TYPE, issue,
};
pub use verification::{ResultRefusal, verify, verify_any};
