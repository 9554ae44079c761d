//! EF.SOD, proven or refused.

use super::examination::Examination;
use super::{AcceptedAlgorithms, PassiveRefusal, PassiveReport};
use crate::trust::TrustStore;
use emrtd::file::DataGroup;
use emrtd::lds::security_object::LdsSecurityObject;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// The verification of an EF.SOD.
pub enum SecurityObject {}

impl SecurityObject {
    /// Proves the signature and the chain to a trusted CSCA at the moment `at`.
    pub fn verify(
        sod: &[u8],
        trust: &TrustStore,
        algorithms: &AcceptedAlgorithms,
        at: OffsetDateTime,
    ) -> Result<AuthenticSecurityObject, PassiveRefusal> {
        Self::verify_with(sod, &BTreeMap::new(), trust, algorithms, at)
    }

    /// The same together with the data groups that were read; every reason is reported.
    pub fn verify_with(
        sod: &[u8],
        files: &BTreeMap<DataGroup, &[u8]>,
        trust: &TrustStore,
        algorithms: &AcceptedAlgorithms,
        at: OffsetDateTime,
    ) -> Result<AuthenticSecurityObject, PassiveRefusal> {
        let mut examination = Examination::new(trust, algorithms, at);
        let lds = examination.examine_security_object(sod);
        if let Some(lds) = &lds {
            examination.examine_data_groups(lds, files);
        }
        let report = examination.conclude()?;
        match lds {
            Some(lds) => Ok(AuthenticSecurityObject { report, lds }),
            None => Err(PassiveRefusal::new(report)),
        }
    }
}

/// An EF.SOD that a document signer under a trusted CSCA has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticSecurityObject {
    report: PassiveReport,
    lds: LdsSecurityObject,
}

impl AuthenticSecurityObject {
    /// What passive authentication found.
    pub fn report(&self) -> &PassiveReport {
        &self.report
    }

    /// The digests that were signed.
    pub fn lds(&self) -> &LdsSecurityObject {
        &self.lds
    }
}
