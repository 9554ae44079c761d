//! The part of a trust store on which one verdict rests.

use super::TrustStore;
use crate::trust::{Anchor, Certificate};
use emrtd::lds::security_object::EfSod;
use emrtd::security_info::EfCardSecurity;
use std::sync::Arc;

impl TrustStore {
    /// The part of the store on which the verdict about these files rests: with it alone the verdict is the same. Where
    /// there is no EF.CardSecurity it is empty.
    #[must_use]
    pub fn subset_for(&self, sod: &[u8], card_security: &[u8]) -> Self {
        let card_security = EfCardSecurity::parse(card_security).ok().map(|file| file.signed_data);
        let sod = EfSod::parse(sod).ok().map(|file| file.signed_data);
        let mut subset = Self::default();
        for der in sod.iter().chain(&card_security).flat_map(|signed_data| &signed_data.certificates) {
            if let Ok(certificate) = Certificate::parse(der) {
                subset.take_issuers(self, &certificate);
            }
        }
        subset.revocation_lists.sort_by(|a, b| a.der().cmp(b.der()));
        subset.revocation_lists.dedup_by(|a, b| a.der() == b.der());
        subset
    }

    /// All of `store` that can say something about this certificate.
    fn take_issuers(&mut self, store: &Self, certificate: &Certificate<'_>) {
        let issuer = certificate.issuer.comparable();
        let identifier = certificate.extensions.authority_key_identifier;
        let lists: Vec<_> =
            store.revocation_lists.iter().filter(|list| list.comparable_issuer() == issuer).collect();
        let key_identifiers = lists.iter().filter_map(|list| list.authority_key_identifier());
        let by_key = key_identifiers.chain(identifier).filter_map(|key| store.by_key.get(key)).flatten();
        for anchor in by_key.chain(store.named(&issuer)) {
            self.take(anchor);
        }
        self.revocation_lists.extend(lists.into_iter().cloned());
    }

    fn take(&mut self, anchor: &Arc<Anchor>) {
        if let Err(position) = self.anchors.binary_search_by(|known| known.der().cmp(anchor.der())) {
            self.anchors.insert(position, Arc::clone(anchor));
            self.index_anchor(anchor);
        }
    }
}
