//! The release code and what it is good for.

use serde::Serialize;

/// The name under which the code is sealed.
pub(crate) const CODE: &str = "code";

/// A redeemed result.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Redeemed {
    /// The signed result, a compact JSON Web Signature.
    pub result: String,
    /// How the control ended: `accepted`, `refused` or `inconclusive`.
    pub verdict: String,
}
