//! The trust store: which CSCAs are believed, and what they have revoked.

mod subset;

use super::{Anchor, Certificate, RevocationList, serialized};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use time::OffsetDateTime;

/// The trusted CSCA certificates with their revocation lists; its content has one identifier.
#[derive(Debug, Clone, Default)]
pub struct TrustStore {
    /// In the order of their bytes.
    anchors: Vec<Arc<Anchor>>,
    /// In the order of their bytes.
    revocation_lists: Vec<Arc<RevocationList>>,
    by_key: HashMap<Vec<u8>, Vec<Arc<Anchor>>>,
    by_subject: HashMap<String, Vec<Arc<Anchor>>>,
    /// Computed when it is first asked for: every control asks, and a store has megabytes.
    id: OnceLock<String>,
}

/// What became of something put into a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Insertion {
    Added,
    Present,
    /// It was there and now bears the specimen mark.
    Marked,
    /// A newer revocation list of the same key was there.
    Superseded,
}

/// What the revocation lists say about a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Revocation {
    Good,
    Revoked,
    /// No list at hand was issued by then.
    Unknown,
    /// Not on the newest list, but that list is overdue.
    Stale,
}

impl TrustStore {
    /// A store that believes nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// The trusted certificates, in the order of their bytes.
    pub fn anchors(&self) -> impl ExactSizeIterator<Item = &Anchor> {
        self.anchors.iter().map(AsRef::as_ref)
    }

    /// The revocation lists, in the order of their bytes.
    pub fn revocation_lists(&self) -> impl ExactSizeIterator<Item = &RevocationList> {
        self.revocation_lists.iter().map(AsRef::as_ref)
    }

    /// SHA-256 of the sorted content, in hexadecimal: two stores with the same content have the same.
    pub fn id(&self) -> String {
        self.id.get_or_init(|| serialized::id(self)).clone()
    }

    /// The anchors that may have issued `certificate`: those with the key it names, then those with its issuer's name.
    pub(crate) fn candidates(&self, certificate: &Certificate<'_>) -> Candidates<'_> {
        let identifier = certificate.extensions.authority_key_identifier;
        let by_key = identifier.and_then(|identifier| self.by_key.get(identifier));
        Candidates { by_key: by_key.map_or(&[], Vec::as_slice), store: self }
    }

    /// The anchors of the same name as `certificate`'s issuer.
    fn named(&self, comparable: &str) -> &[Arc<Anchor>] {
        self.by_subject.get(comparable).map_or(&[], Vec::as_slice)
    }

    /// What the lists issued until `at` say about a certificate.
    pub(crate) fn revocation(&self, certificate: &Certificate<'_>, at: OffsetDateTime) -> Revocation {
        if self.revocation_lists.is_empty() {
            return Revocation::Unknown;
        }
        let issuer = certificate.issuer.comparable();
        let lists = self.revocation_lists.iter().filter(|list| {
            list.comparable_issuer() == issuer && list.this_update() <= at && self.has_signed(list)
        });
        let mut verdict = Revocation::Unknown;
        for list in lists {
            if list.revokes(certificate.serial_number) {
                return Revocation::Revoked;
            }
            let current = list.next_update().is_some_and(|due| at <= due);
            match (current, verdict) {
                (true, _) => verdict = Revocation::Good,
                (false, Revocation::Unknown) => verdict = Revocation::Stale,
                _ => {}
            }
        }
        verdict
    }

    /// True when an anchor that may speak for the list's issuer has signed it; asked once a list.
    ///
    /// That is one of its name, or one of its state with the key that the list names: a state may rename its CSCA.
    /// A specimen speaks only for a name that no genuine anchor bears.
    pub(super) fn has_signed(&self, list: &RevocationList) -> bool {
        *list.signed.get_or_init(|| {
            let named = self.named(list.comparable_issuer());
            let genuine = |anchor: &&Arc<Anchor>| !anchor.is_specimen();
            let no_genuine = !named.iter().any(|anchor| genuine(&anchor));
            let by_name = named.iter().filter(|anchor| no_genuine || genuine(anchor));
            let by_key = list.authority_key_identifier().and_then(|identifier| self.by_key.get(identifier));
            let same_state =
                |anchor: &&Arc<Anchor>| list.country().is_some() && anchor.country() == list.country();
            let by_key = by_key.map_or(&[][..], Vec::as_slice).iter().filter(same_state).filter(genuine);
            by_name
                .chain(by_key)
                .filter(|anchor| anchor.signs_revocation_lists())
                .any(|anchor| anchor.public_key().is_ok_and(|key| list.is_signed_by(key)))
        })
    }

    /// True when the anchor bears the specimen mark, or any of the same key here does.
    pub(super) fn marks(&self, anchor: &Anchor) -> bool {
        anchor.is_specimen() || self.anchors().any(|known| known.is_specimen() && known.has_key_of(anchor))
    }

    /// Takes an anchor. The specimen mark goes with the key: no other certificate of it lifts the mark.
    pub(super) fn insert(&mut self, anchor: Anchor) -> Insertion {
        self.id = OnceLock::new();
        let marked = self.marks(&anchor);
        let anchor = Arc::new(if marked { anchor.marked() } else { anchor });
        let position = self.anchors.binary_search_by(|known| known.der().cmp(anchor.der()));
        let insertion = match position {
            Ok(position)
                if marked && self.anchors.get(position).is_some_and(|known| !known.is_specimen()) =>
            {
                Insertion::Marked
            }
            Ok(_) => Insertion::Present,
            Err(position) => {
                self.anchors.insert(position, Arc::clone(&anchor));
                self.index_anchor(&anchor);
                Insertion::Added
            }
        };
        if marked {
            self.mark(&anchor);
        }
        for list in &mut self.revocation_lists {
            Arc::make_mut(list).signed = OnceLock::new();
        }
        insertion
    }

    /// Marks every certificate of this anchor's key.
    fn mark(&mut self, anchor: &Anchor) {
        let unmarked = |known: &&mut Arc<Anchor>| !known.is_specimen() && known.has_key_of(anchor);
        let mut changed = false;
        for known in self.anchors.iter_mut().filter(unmarked) {
            *known = Arc::new(known.marked());
            changed = true;
        }
        if changed {
            self.index();
        }
    }

    /// Of one issuer's key only the newest list is kept.
    pub(super) fn insert_revocation_list(&mut self, list: RevocationList) -> Insertion {
        self.id = OnceLock::new();
        let same_key = |known: &RevocationList| {
            known.comparable_issuer() == list.comparable_issuer()
                && known.authority_key_identifier() == list.authority_key_identifier()
        };
        if self.revocation_lists.iter().any(|known| known.der() == list.der()) {
            return Insertion::Present;
        }
        if self
            .revocation_lists
            .iter()
            .any(|known| same_key(known) && known.this_update() > list.this_update())
        {
            return Insertion::Superseded;
        }
        self.revocation_lists.retain(|known| !same_key(known));
        let position = self.revocation_lists.partition_point(|known| known.der() < list.der());
        self.revocation_lists.insert(position, Arc::new(list));
        Insertion::Added
    }

    /// A store of content that is in order already.
    pub(super) fn from_sorted(anchors: Vec<Arc<Anchor>>, revocation_lists: Vec<Arc<RevocationList>>) -> Self {
        let specimens: Vec<_> = anchors.iter().filter(|anchor| anchor.is_specimen()).cloned().collect();
        let mut store = Self { anchors, revocation_lists, ..Self::default() };
        store.index();
        specimens.iter().for_each(|anchor| store.mark(anchor));
        store
    }

    fn index(&mut self) {
        self.by_key.clear();
        self.by_subject.clear();
        for anchor in self.anchors.clone() {
            self.index_anchor(&anchor);
        }
    }

    fn index_anchor(&mut self, anchor: &Arc<Anchor>) {
        if let Some(identifier) = anchor.subject_key_identifier() {
            self.by_key.entry(identifier.to_vec()).or_default().push(Arc::clone(anchor));
        }
        let subject = anchor.comparable_subject().to_owned();
        self.by_subject.entry(subject).or_default().push(Arc::clone(anchor));
    }
}

/// The anchors that may have issued a certificate.
pub(crate) struct Candidates<'a> {
    by_key: &'a [Arc<Anchor>],
    store: &'a TrustStore,
}

impl<'a> Candidates<'a> {
    /// Those with the key that the certificate names.
    pub fn by_key(&self) -> impl Iterator<Item = &'a Anchor> + use<'a> {
        self.by_key.iter().map(AsRef::as_ref)
    }

    /// Those with the issuer's name.
    pub fn by_name(&self, certificate: &Certificate<'_>) -> impl Iterator<Item = &'a Anchor> + use<'a> {
        self.store.named(&certificate.issuer.comparable()).iter().map(AsRef::as_ref)
    }
}
