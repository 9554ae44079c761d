//! EF.CardSecurity, proven like EF.SOD, ICAO 9303-10 §3.11.4 and 9303-12 §7.1.

use super::AcceptedAlgorithms;
use super::examination::Examination;
use crate::trust::TrustStore;
use emrtd::security_info::{EfCardSecurity, SecurityInfos};
use time::OffsetDateTime;

/// What EF.CardSecurity announces, where a document signer of this state under a trusted CSCA has signed it.
///
/// One that does not hold proves nothing and stands against no document: what it was to prove is then not proven.
pub(super) fn authenticate(
    file: &[u8],
    issuing_state: &str,
    trust: &TrustStore,
    algorithms: &AcceptedAlgorithms,
    at: OffsetDateTime,
) -> Option<SecurityInfos> {
    let EfCardSecurity { signed_data, infos } = EfCardSecurity::parse(file).ok()?;
    let mut examination = Examination::new(trust, algorithms, at);
    examination.examine_signed_data(&signed_data);
    let report = examination.conclude().ok()?;
    (report.issuing_state.as_deref() == Some(issuing_state)).then_some(infos)
}
