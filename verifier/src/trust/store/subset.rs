//! The part of a trust store on which one verdict rests.

use super::TrustStore;
use crate::trust::{Anchor, Certificate};
use emrtd::lds::security_object::EfSod;
use std::sync::Arc;

impl TrustStore {
    /// The part of the store on which the verdict about one EF.SOD rests: with it alone the verdict is the same.
    #[must_use]
    pub fn subset_for(&self, sod: &[u8]) -> Self {
        let Ok(sod) = EfSod::parse(sod) else { return Self::default() };
        let mut subset = Self::default();
        for der in &sod.signed_data.certificates {
            let Ok(certificate) = Certificate::parse(der) else { continue };
            let issuer = certificate.issuer.comparable();
            let identifier = certificate.extensions.authority_key_identifier;
            let lists: Vec<_> =
                self.revocation_lists.iter().filter(|list| list.comparable_issuer() == issuer).collect();
            let key_identifiers = lists.iter().filter_map(|list| list.authority_key_identifier());
            let by_key = key_identifiers.chain(identifier).filter_map(|key| self.by_key.get(key)).flatten();
            for anchor in by_key.chain(self.named(&issuer)) {
                subset.take(anchor);
            }
            subset.revocation_lists.extend(lists.into_iter().cloned());
        }
        subset.revocation_lists.sort_by(|a, b| a.der().cmp(b.der()));
        subset.revocation_lists.dedup_by(|a, b| a.der() == b.der());
        subset
    }

    fn take(&mut self, anchor: &Arc<Anchor>) {
        if let Err(position) = self.anchors.binary_search_by(|known| known.der().cmp(anchor.der())) {
            self.anchors.insert(position, Arc::clone(anchor));
            self.index_anchor(anchor);
        }
    }
}
