//! The worked example of ICAO 9303-11 appendix I: PACE with chip authentication mapping on brainpoolP256r1 and AES-128.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use emrtd::access::pace::{
    PaceChipAuthenticationError, PaceError, chip_authentication_data, decrypt_chip_authentication_data,
    encrypt_chip_authentication_data, is_chip_authentication_data, verify,
};
use emrtd::crypto::{Cipher, CryptoError, SymmetricKey};
use emrtd::domain_parameters::{Curve, EcPublicKey};
use emrtd::password::{MrzKey, Password};
use emrtd::record::PaceCamTranscript;
use emrtd::security_info::SecurityInfos;
use support::pace::Example;

const PACE_INFO: &str = "3012060A04007F0007020204060202010202010D";
const PUBLIC_KEY_INFO: &str = "3062060904007F0007020201023052300C060704007F0007010202010D034200041872709494399E7470A6431BE25E83\
        EEE24FEA568C2ED28DB48E05DB3A610DC884D256A40E35EFCB59BF6753D3A489D28C7A4D973C2DA138A6E7A4A08F68E1\
        6F02010D";
const CHIP_MAPPING: &str = "04A234236AA9B9621E8EFB73B5245C0E09D2576E5277183C1208BDD55280CAE8B304F365713A356E65A451E165ECC9AC\
        0AC46E3771342C8FE5AEDD092685338E23";
const CHIP_EPHEMERAL: &str = "0402AD566F3C6EC7F9324509AD50A51FA52030782A4968FCFEDF737DAEA993333111C3B9B4C2287789BD137E7F8AA882\
        E2A3C633CCD6ECC2C63C57AD401A09C2E1";
const ENCRYPTED: &str =
    "1EEA964DAAE372AC990E3EFDE6333353BFC89A6704D93DA8798CF77F5B7A54BD10CBA372B42BE0B9B5F28AA8DE2F4F92";
const DATA: &str = "85DC3FA93D0952BFA82F5FD189EE75BD82F11D1F0B8ED4BF5319AC9B53C426B3";

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).unwrap()
}

fn example() -> Example {
    Example {
        info: PACE_INFO,
        password: Password::Mrz(MrzKey::new("C11T002JM", "960812", "231031").unwrap()),
        drawn: vec![
            bytes("5D8BB87BD74D985A4B7D4325B9F7B976FE835122773400798914AA22738135CC"),
            bytes("76ECFDAA9841C323A3F5FC5E88B88DB3EFF7E35EBF57A7E6946CB630006C2120"),
        ],
        answers: vec![
            bytes("9000"),
            bytes("7C128010CB60E8E0D85B76A9BD304747C2AD42E29000"),
            bytes(&format!("7C438241{CHIP_MAPPING}9000")),
            bytes(&format!("7C438441{CHIP_EPHEMERAL}9000")),
            bytes(&format!("7C3C86088596CF055C67C1A38A30{ENCRYPTED}9000")),
        ],
    }
}

/// What an EF.CardSecurity of the example would sign: its `PACEInfo` and its key.
fn card_security() -> SecurityInfos {
    let set = format!("3178{PACE_INFO}{PUBLIC_KEY_INFO}");
    SecurityInfos::parse(&bytes(&set)).unwrap()
}

fn static_key() -> EcPublicKey {
    card_security().chip_authentication_public_keys()[0].elliptic_curve_key().unwrap()
}

fn transcript() -> PaceCamTranscript {
    let outcome = example().run().1.unwrap_or_else(|error| panic!("{error}"));
    outcome.chip_authentication.unwrap()
}

#[test]
fn i_1_every_command_of_the_terminal() {
    let (sent, outcome) = example().run();
    let expected = [
        "0022C1A412800A04007F0007020204060283010184010D",
        "10860000027C0000",
        "10860000457C438141047F1D410ADB7DDB3B84BF1030800981A9105D7457B4A3ADE002384F3086C67EDE\
         1AB889104A27DB6D842B019020FBF3CEACB0DC627F7BDCAC29969E19D0E553C100",
        "10860000457C43834104446C934084D9DAB863944F219520076C29EE3F7AE6722B11FF319EC1C7728F95\
         5483400BFF60BF0C5929270009277DC2A515E12575010AD9BA916CF1BF86FEFC00",
        "008600000C7C0A8508E86BD06018A1CD3B00",
    ];
    assert_eq!(sent, expected.map(bytes));
    assert!(outcome.is_ok());
}

#[test]
fn i_1_chip_authentication_data() {
    let key = SymmetricKey::new(Cipher::Aes128, &bytes("0A9DA4DB03BDDE39FC5202BC44B2E89E")).unwrap();
    assert_eq!(decrypt_chip_authentication_data(&key, &bytes(ENCRYPTED)).unwrap().to_vec(), bytes(DATA));
    assert_eq!(encrypt_chip_authentication_data(&key, &bytes(DATA)).unwrap(), bytes(ENCRYPTED));
    assert!(is_chip_authentication_data(&static_key(), &bytes(DATA), &bytes(CHIP_MAPPING)).unwrap());
    let mut changed = bytes(DATA);
    changed[31] ^= 1;
    assert!(!is_chip_authentication_data(&static_key(), &changed, &bytes(CHIP_MAPPING)).unwrap());
    assert!(!is_chip_authentication_data(&static_key(), &changed[1..], &bytes(CHIP_MAPPING)).unwrap());
    assert!(!is_chip_authentication_data(&static_key(), &[0; 32], &bytes(CHIP_MAPPING)).unwrap());
    assert_eq!(decrypt_chip_authentication_data(&key, &[]).err(), Some(CryptoError::Padding));
}

/// SK_IC is not in the example; it follows from CA_IC and the chip's mapping key: CA = SK⁻¹ · SK_Map, SK = CA⁻¹ · SK_Map.
#[test]
fn i_1_the_chips_side() {
    let mapping = bytes("9E56A6B59C95D06ECE5CD10F983BB2F4F1943528E577F23881D89D8C3BBEE0AA");
    let curve = Curve::BrainpoolP256r1;
    let static_private = chip_authentication_data(curve, &bytes(DATA), &mapping).unwrap();
    assert_eq!(chip_authentication_data(curve, &static_private, &mapping).unwrap().to_vec(), bytes(DATA));
}

#[test]
fn i_1_the_transcript_proves_the_chip() {
    let proven = verify(&card_security(), &transcript()).unwrap();
    assert_eq!(proven.protocol().name(), "pace-ecdh-cam-aes-cbc-cmac-128");
}

#[test]
fn i_1_a_transcript_one_bit_off_proves_nothing() {
    let error = |change: fn(&mut PaceCamTranscript)| {
        let mut changed = transcript();
        change(&mut changed);
        verify(&card_security(), &changed).err().unwrap()
    };
    let (not_proven, malformed) =
        (PaceChipAuthenticationError::NotProven, PaceChipAuthenticationError::Malformed);
    assert_eq!(error(|changed| changed.encrypted_chip_authentication_data[0] ^= 1), not_proven);
    assert_eq!(error(|changed| changed.encrypted_chip_authentication_data[47] ^= 1), not_proven);
    assert_eq!(error(|changed| changed.chip_token[7] ^= 1), malformed);
    assert_eq!(error(|changed| changed.nonce[15] ^= 1), malformed);
    assert_eq!(error(|changed| changed.chip_mapping_public_key[64] ^= 1), malformed);
    assert_eq!(error(|changed| changed.chip_ephemeral_public_key[64] ^= 1), malformed);
    assert_eq!(error(|changed| changed.terminal_ephemeral_private_key[31] ^= 1), malformed);
    let missing = PaceChipAuthenticationError::Missing;
    assert_eq!(error(|changed| changed.encrypted_chip_authentication_data.clear()), missing);
    let not_offered = PaceChipAuthenticationError::NotOffered;
    assert_eq!(error(|changed| changed.protocol = "pace-ecdh-gm-aes-cbc-cmac-128/13".into()), not_offered);
}

#[test]
fn i_1_another_key_or_none_in_ef_card_security_proves_nothing() {
    let generator = emrtd::crypto::EcDomain::new(Curve::BrainpoolP256r1).unwrap().generator().unwrap();
    let own = hex::encode_upper(static_key().point);
    let other = PUBLIC_KEY_INFO.replace(&own, &hex::encode_upper(generator));
    let infos = SecurityInfos::parse(&bytes(&format!("3178{PACE_INFO}{other}"))).unwrap();
    assert_eq!(verify(&infos, &transcript()).err(), Some(PaceChipAuthenticationError::NotProven));
    let infos = SecurityInfos::parse(&bytes(&format!("3114{PACE_INFO}"))).unwrap();
    assert_eq!(verify(&infos, &transcript()).err(), Some(PaceChipAuthenticationError::NotOffered));
}

#[test]
fn i_1_an_answer_one_bit_off_is_refused() {
    assert_eq!(example().changed(1), Some(PaceError::ChipNotAuthenticated));
    assert!(matches!(example().changed(2), Some(PaceError::KeyAgreement(_))));
    assert!(matches!(example().changed(3), Some(PaceError::KeyAgreement(_))));
    let mut answers = example().answers;
    answers[4][4] ^= 1;
    assert_eq!(example().run_against(&answers).1.err(), Some(PaceError::ChipNotAuthenticated));
}

/// The session stands without DO'8A'; the verifier sees that nothing was proven.
#[test]
fn i_1_a_chip_without_its_data_is_recorded() {
    let mut answers = example().answers;
    answers[4] = bytes("7C0A86088596CF055C67C1A39000");
    let outcome = example().run_against(&answers).1.unwrap_or_else(|error| panic!("{error}"));
    let transcript = outcome.chip_authentication.unwrap();
    assert_eq!(verify(&card_security(), &transcript).err(), Some(PaceChipAuthenticationError::Missing));
    let json = serde_json::to_string(&transcript).unwrap();
    assert_eq!(serde_json::from_str::<PaceCamTranscript>(&json).unwrap(), transcript);
}
