//! AES with longer keys: CMAC of NIST SP 800-38B, the key derivation of ICAO 9303-11 §9.7.1, a recorded session.

#![allow(clippy::unwrap_used, clippy::panic, reason = "an integration test is a test")]

mod support;

use emrtd::apdu::ResponseApdu;
use emrtd::crypto::{Cipher, SessionKeys, SymmetricKey};
use emrtd::secure_messaging::SecureMessaging;
use openssl::sha::sha256;
use support::vector;

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).unwrap()
}

const MESSAGE: &str = "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51\
                       30C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710";
const KEYS: [(Cipher, &str); 3] = [
    (Cipher::Aes128, "2B7E151628AED2A6ABF7158809CF4F3C"),
    (Cipher::Aes192, "8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B"),
    (Cipher::Aes256, "603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4"),
];

/// The first eight bytes of the examples' MACs over 0, 16, 40 and 64 bytes.
#[test]
fn cmac_of_nist_sp_800_38b_appendix_d() {
    let macs = [
        ["BB1D6929E9593728", "070A16B46B4D4144", "DFA66747DE9AE630", "51F0BEBF7E3B9D92"],
        ["D17DDF46ADAACDE5", "9E99A7BF31E71090", "8A1DE5BE2EB31AAD", "A1D5DF0EED790F79"],
        ["028962F61B7BF89E", "28A7023F452E8F82", "AAF3D8F1DE5640C2", "E1992190549F6ED5"],
    ];
    let message = bytes(MESSAGE);
    for ((cipher, key), macs) in KEYS.into_iter().zip(macs) {
        let key = SymmetricKey::new(cipher, &bytes(key)).unwrap();
        for (length, mac) in [0, 16, 40, 64].into_iter().zip(macs) {
            assert_eq!(key.mac(&message[..length]).unwrap().to_vec(), bytes(mac), "{cipher:?} {length}");
            assert!(key.verify_mac(&message[..length], &bytes(mac)).unwrap());
            let mut twin = bytes(mac);
            twin[7] ^= 1;
            assert!(!key.verify_mac(&message[..length], &twin).unwrap());
        }
    }
}

/// Keys of more than 128 bits come from SHA-256, AES-192 takes the first 24 bytes.
#[test]
fn keys_are_derived_with_sha_256() {
    let secret = *b"shared secret";
    let hashed = |counter: u8| sha256(&[&secret[..], &[0, 0, 0, counter]].concat());
    for (cipher, length) in [(Cipher::Aes192, 24), (Cipher::Aes256, 32)] {
        let keys = SessionKeys::derive(cipher, &secret).unwrap();
        assert_eq!(keys.encryption.secret_bytes(), &hashed(1)[..length]);
        assert_eq!(keys.authentication.secret_bytes(), &hashed(2)[..length]);
    }
}

/// An answer of a real chip under AES-256: the cryptogram is recorded, its MAC is made here.
#[test]
fn a_recorded_answer_under_aes_256() {
    let Some(values) = vector("iso7816__secure_messaging_test.json", "TestDecodeSmRApduData") else { return };
    let value = |name: &str| {
        let found = values.iter().find(|value| value["name"] == name && value["case"] == 2);
        bytes(found.unwrap()["value"].as_str().unwrap())
    };
    let key = |name| SymmetricKey::new(Cipher::Aes256, &value(name)).unwrap();
    let counter = u128::from_be_bytes(value("ssc").try_into().unwrap());
    let cryptogram = value("encodedData");
    let length = u8::try_from(cryptogram.len()).unwrap();
    let objects = [&[0x87, length], &cryptogram[..], &[0x99, 0x02, 0x90, 0x00]].concat();
    let mut authenticated = [&counter.to_be_bytes()[..], &objects, &[0x80]].concat();
    authenticated.resize(authenticated.len().next_multiple_of(16), 0);
    let mac = key("ksMac").mac(&authenticated).unwrap();
    let answer = [&objects[..], &[0x8E, 0x08], &mac, &[0x90, 0x00]].concat();

    let session = || {
        let keys = SessionKeys { encryption: key("ksEnc"), authentication: key("ksMac") };
        SecureMessaging::new(keys, counter - 1)
    };
    let unprotected = session().unprotect(&ResponseApdu::parse(&answer).unwrap()).unwrap();
    assert_eq!(unprotected.data, value("expData"));
    let mut twin = answer;
    twin[5] ^= 1;
    assert!(session().unprotect(&ResponseApdu::parse(&twin).unwrap()).is_err());
}
