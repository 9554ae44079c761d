//! Master lists, certificates and revocation lists into a trust store, ICAO 9303-12 §7 and §9.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod issuing_state;
mod testdata;

use issuing_state::{Plan, State};
use testdata::{INDONESIA, MASTER_LISTS, TODAY, options, read, trust_store};
use verifier::trust::{
    ImportOptions, ImportSource, ImportStatus, TrustImportError, TrustStore, TrustStoreError, import,
};

const CRL: &str = "emrtd/crl/CRL_CSCA.crl";
const CRL_ISSUER: &str = "emrtd/crl/CSCA05.cer";

#[test]
fn both_master_lists_are_imported_under_their_roots() {
    let Some((store, reports)) = trust_store() else { return };
    for (report, certificates) in reports.iter().zip([588, 411]) {
        assert_eq!(report.source, ImportSource::MasterList);
        assert_eq!(report.entries.len(), certificates);
        assert_eq!(report.count(ImportStatus::Refused), 0);
    }
    let added: usize = reports.iter().map(|report| report.count(ImportStatus::Added)).sum();
    assert_eq!(store.anchors().len(), added);
    assert!(store.anchors().all(|anchor| !anchor.is_specimen()));
    let listing = store.listing();
    assert_eq!(listing.anchors.len(), added);
    assert!(listing.anchors.iter().all(|anchor| anchor.key.is_some()));
    assert_eq!(listing.states.values().sum::<usize>(), added);
    assert!(listing.states["DE"] > 5);
}

#[test]
fn a_master_list_without_its_root_changes_nothing() {
    let Some(list) = read(MASTER_LISTS[0].0) else { return };
    let mut store = TrustStore::new();
    let refusal = import(&mut store, &list, &options(&[]).unwrap()).unwrap_err();
    assert_eq!(refusal, TrustImportError::RootMissing);
    let refusal = import(&mut store, &list, &options(&[MASTER_LISTS[1].1]).unwrap()).unwrap_err();
    assert_eq!(refusal, TrustImportError::RootMismatch);
    let text = ImportOptions { roots: vec![b"no certificate".to_vec()], specimen: false, at: TODAY };
    assert_eq!(import(&mut store, &list, &text).unwrap_err(), TrustImportError::BadRoot);
    assert_eq!(store.id(), TrustStore::new().id());
}

#[test]
fn a_master_list_with_one_byte_changed_is_refused() {
    let Some(mut list) = read(MASTER_LISTS[1].0) else { return };
    let middle = list.len() / 2;
    list[middle] ^= 1;
    let mut store = TrustStore::new();
    let refusal = import(&mut store, &list, &options(&[MASTER_LISTS[1].1]).unwrap()).unwrap_err();
    assert_eq!(refusal, TrustImportError::MasterListSignature);
    assert_eq!(store.anchors().len(), 0);
}

#[test]
fn importing_again_changes_nothing_and_the_order_does_not_matter() {
    let Some((mut store, _)) = trust_store() else { return };
    let id = store.id();
    let (list, root) = MASTER_LISTS[1];
    let again = import(&mut store, &read(list).unwrap(), &options(&[root]).unwrap()).unwrap();
    assert_eq!(again.count(ImportStatus::Present), 411);
    assert_eq!(store.id(), id);

    let mut other = TrustStore::new();
    for certificate in INDONESIA.iter().rev() {
        import(&mut other, &read(certificate).unwrap(), &options(&[]).unwrap()).unwrap();
    }
    for (list, root) in MASTER_LISTS.iter().rev() {
        import(&mut other, &read(list).unwrap(), &options(&[root]).unwrap()).unwrap();
    }
    assert_eq!(other.id(), id);
}

#[test]
fn a_store_is_read_back_and_refused_with_any_byte_changed() {
    let Some((mut store, _)) = trust_store() else { return };
    import(&mut store, &read(CRL_ISSUER).unwrap(), &options(&[]).unwrap()).unwrap();
    import(&mut store, &read(CRL).unwrap(), &options(&[]).unwrap()).unwrap();
    let bytes = store.to_bytes();
    let back = TrustStore::from_bytes(&bytes).unwrap();
    assert_eq!((back.id(), back.listing()), (store.id(), store.listing()));
    for position in (0..bytes.len()).step_by(997).chain([bytes.len() - 1]) {
        let mut twin = bytes.clone();
        twin[position] ^= 1;
        assert!(TrustStore::from_bytes(&twin).is_err(), "byte {position}");
        assert!(TrustStore::from_bytes(&bytes[..position]).is_err(), "cut at {position}");
    }
    assert_eq!(TrustStore::from_bytes(b"").unwrap_err(), TrustStoreError::UnknownFormat);
}

#[test]
fn the_italian_revocation_list_is_verified_and_revokes_two() {
    let Some(list) = read(CRL) else { return };
    let mut store = TrustStore::new();
    let unknown_issuer = import(&mut store, &list, &options(&[]).unwrap()).unwrap();
    assert_eq!(unknown_issuer.count(ImportStatus::Refused), 1);
    import(&mut store, &read(CRL_ISSUER).unwrap(), &options(&[]).unwrap()).unwrap();

    let mut forged = list.clone();
    let serial = [0x57, 0xC2, 0x74, 0x27, 0xB9, 0x9D, 0xBA, 0x58];
    let position = forged.windows(serial.len()).position(|window| window == serial).unwrap();
    forged[position + 7] ^= 1;
    let refused = import(&mut store, &forged, &options(&[]).unwrap()).unwrap();
    assert_eq!(refused.count(ImportStatus::Refused), 1);
    assert_eq!(store.revocation_lists().len(), 0);

    let report = import(&mut store, &list, &options(&[]).unwrap()).unwrap();
    assert_eq!((report.source, report.count(ImportStatus::Added)), (ImportSource::RevocationList, 1));
    let again = import(&mut store, &list, &options(&[]).unwrap()).unwrap();
    assert_eq!(again.count(ImportStatus::Present), 1);
    let stored = store.revocation_lists().next().unwrap();
    assert_eq!(stored.len(), 2);
    assert!(stored.revokes(&serial));
    assert!(!stored.revokes(&serial[..7]));
}

#[test]
fn a_specimen_mark_is_never_lifted() {
    let Some(certificate) = read(INDONESIA[0]) else { return };
    let mut store = TrustStore::new();
    let plain = options(&[]).unwrap();
    let marking = ImportOptions { specimen: true, ..plain.clone() };
    let statuses = [&plain, &marking, &plain, &marking].map(|options| {
        let report = import(&mut store, &certificate, options).unwrap();
        (report.entries[0].status, store.anchors().next().unwrap().is_specimen())
    });
    let expected = [
        (ImportStatus::Added, false),
        (ImportStatus::Marked, true),
        (ImportStatus::Present, true),
        (ImportStatus::Present, true),
    ];
    assert_eq!(statuses, expected);
    let back = TrustStore::from_bytes(&store.to_bytes()).unwrap();
    assert!(back.anchors().all(|anchor| anchor.is_specimen()));
}

#[test]
fn pem_is_the_same_certificate() {
    let Some(certificate) = read(INDONESIA[1]) else { return };
    let pem = openssl::x509::X509::from_der(&certificate).unwrap().to_pem().unwrap();
    let (mut from_pem, mut from_der) = (TrustStore::new(), TrustStore::new());
    let report = import(&mut from_pem, &pem, &options(&[]).unwrap()).unwrap();
    assert_eq!(report.source, ImportSource::Pem);
    import(&mut from_der, &certificate, &options(&[]).unwrap()).unwrap();
    assert_eq!(from_pem.id(), from_der.id());
}

#[test]
fn a_text_or_a_document_signer_is_no_anchor() {
    let plain = ImportOptions { roots: vec![], specimen: false, at: TODAY };
    let mut store = TrustStore::new();
    for text in [&b"Hello, world"[..], b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
    {
        assert_eq!(import(&mut store, text, &plain).unwrap_err(), TrustImportError::UnknownFormat);
    }
    let Some(sod) = read("emrtd/sod/AT.sod.bin") else { return };
    let sod = emrtd::lds::security_object::EfSod::parse(&sod).unwrap();
    let report = import(&mut store, &sod.signed_data.certificates[0], &plain).unwrap();
    assert_eq!(report.count(ImportStatus::Refused), 1);
    assert_eq!(store.anchors().len(), 0);
}

fn encode(bytes: &[u8]) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes)
}

/// The Public Key Directory gives master lists and revocation lists as LDIF.
#[test]
fn a_directory_is_imported_under_the_roots_of_its_master_lists() {
    let Some(list) = read(MASTER_LISTS[1].0) else { return };
    let directory = format!(
        "dn: c=IT\ncertificateRevocationList;binary:: {}\n\ndn: c=NL\npkdMasterListContent:: {}\n\n\
         dn: c=DE\npkdMasterListContent:: {}\n",
        encode(&read(CRL).unwrap()),
        encode(&list),
        encode(&read(MASTER_LISTS[0].0).unwrap()),
    );
    let mut store = TrustStore::new();
    import(&mut store, &read(CRL_ISSUER).unwrap(), &options(&[]).unwrap()).unwrap();
    let before = store.id();
    for (roots, refusal) in
        [(&[][..], TrustImportError::RootMissing), (&[MASTER_LISTS[1].1], TrustImportError::RootMismatch)]
    {
        let refused = import(&mut store, directory.as_bytes(), &options(roots).unwrap()).unwrap_err();
        assert_eq!((refused, store.id()), (refusal, before.clone()));
    }
    let both = options(&MASTER_LISTS.map(|(_, root)| root)).unwrap();
    let report = import(&mut store, directory.as_bytes(), &both).unwrap();
    assert_eq!(report.source, ImportSource::Ldif);
    assert_eq!((report.entries.len(), report.count(ImportStatus::Refused)), (588 + 411 + 1, 0));
    assert_eq!(store.revocation_lists().len(), 1);
}

/// Nobody signs a directory: whoever can write it writes no anchors, whatever the attribute and whatever stands beside.
#[test]
fn a_certificate_in_a_directory_is_no_anchor() {
    let state = State::new(&Plan::default());
    let other = ImportOptions { roots: vec![state.csca()], specimen: false, at: TODAY };
    let pem = openssl::x509::X509::from_der(&state.csca()).unwrap().to_pem().unwrap();
    for attribute in ["userCertificate;binary", "cACertificate;binary", "certificateRevocationList;binary"] {
        let directory = format!("dn: c=NO\n{attribute}:: {}\n", encode(&state.csca()));
        let as_comment = [directory.as_bytes(), &pem].concat();
        for file in [directory.as_bytes(), &as_comment] {
            let mut store = TrustStore::new();
            let report = import(&mut store, file, &other).unwrap();
            assert_eq!((report.source, report.entries.len()), (ImportSource::Ldif, 1));
            let status = report.entries[0].status;
            assert!(matches!(status, ImportStatus::NotACsca | ImportStatus::Refused), "{status:?}");
            assert_eq!(store.anchors().len(), 0, "{attribute}");
        }
    }
    let as_list = format!("dn: c=NO\npkdMasterListContent:: {}\n", encode(&state.csca()));
    let refused = import(&mut TrustStore::new(), as_list.as_bytes(), &other).unwrap_err();
    assert_eq!(refused, TrustImportError::UnknownFormat);
}
