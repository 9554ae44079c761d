//! A private key under a PIN, RFC 5958 and RFC 8018: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC.

use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkcs5::pbkdf2_hmac;
use openssl::rand::rand_bytes;
use openssl::symm::{Cipher, encrypt};
use zeroize::Zeroizing;

/// So often a PIN is hashed before it is tried: a stolen file is not soon guessed. As an INTEGER it has three octets.
const ITERATIONS: u32 = 600_000;
/// The tag of a SEQUENCE.
const SEQUENCE: u8 = 0x30;
/// The tag of an INTEGER.
const INTEGER: u8 = 0x02;
/// The tag of an OCTET STRING.
const OCTET_STRING: u8 = 0x04;
/// 1.2.840.113549.1.5.13, id-PBES2.
const PBES2: &[u8] = &[0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 13];
/// 1.2.840.113549.1.5.12, id-PBKDF2.
const PBKDF2: &[u8] = &[0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 12];
/// 1.2.840.113549.2.9, id-hmacWithSHA256, and its parameters, NULL.
const HMAC_SHA256: &[u8] = &[0x06, 8, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 2, 9, 0x05, 0];
/// 2.16.840.1.101.3.4.1.42, aes256-CBC-PAD.
const AES_256_CBC: &[u8] = &[0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42];

/// The key as PEM of the kind `ENCRYPTED PRIVATE KEY`.
pub fn to_pem(pkcs8: &[u8], pin: &str) -> Result<Zeroizing<Vec<u8>>, ErrorStack> {
    let (mut salt, mut iv) = ([0u8; 16], [0u8; 16]);
    rand_bytes(&mut salt)?;
    rand_bytes(&mut iv)?;
    let mut key = Zeroizing::new([0u8; 32]);
    let times = usize::try_from(ITERATIONS).unwrap_or(usize::MAX);
    pbkdf2_hmac(pin.as_bytes(), &salt, times, MessageDigest::sha256(), key.as_mut_slice())?;
    let encrypted = encrypt(Cipher::aes_256_cbc(), key.as_slice(), Some(&iv), pkcs8)?;
    let info = object(SEQUENCE, &[algorithm(&salt, &iv), object(OCTET_STRING, &[encrypted])]);
    Ok(Zeroizing::new(pem(&info).into_bytes()))
}

/// PBES2-params: how the key is derived, and how it encrypts.
fn algorithm(salt: &[u8], iv: &[u8]) -> Vec<u8> {
    let salt = object(OCTET_STRING, &[salt.to_vec()]);
    let iterations = object(INTEGER, &[ITERATIONS.to_be_bytes().into_iter().skip(1).collect()]);
    let derivation = object(SEQUENCE, &[salt, iterations, object(SEQUENCE, &[HMAC_SHA256.to_vec()])]);
    let derivation = object(SEQUENCE, &[PBKDF2.to_vec(), derivation]);
    let iv = object(OCTET_STRING, &[iv.to_vec()]);
    let encryption = object(SEQUENCE, &[AES_256_CBC.to_vec(), iv]);
    object(SEQUENCE, &[PBES2.to_vec(), object(SEQUENCE, &[derivation, encryption])])
}

/// A data object in DER.
fn object(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len().to_be_bytes();
    let significant: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut object = vec![tag];
    match significant.as_slice() {
        [] => object.push(0),
        [short @ 0..=0x7F] => object.push(*short),
        // No key is so long that its length had more than seven octets.
        long => object.extend([&[0x80 | u8::try_from(long.len()).unwrap_or(8)], long].concat()),
    }
    object.extend(content);
    object
}

fn pem(der: &[u8]) -> String {
    let text = openssl::base64::encode_block(der);
    let mut pem = String::from("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem.push_str("-----END ENCRYPTED PRIVATE KEY-----\n");
    pem
}

#[cfg(test)]
mod tests {
    use super::*;
    use openssl::pkey::PKey;
    use ring::rand::SystemRandom;
    use std::io::Write;
    use std::process::{Command, Stdio};
    use verifier::jws::TokenKey;

    fn key() -> Vec<u8> {
        TokenKey::generate(&SystemRandom::new()).unwrap().to_vec()
    }

    #[test]
    fn the_right_pin_opens_it_and_no_other() {
        let pkcs8 = key();
        let pem = to_pem(&pkcs8, "246810").unwrap();
        let opened = PKey::private_key_from_pem_passphrase(&pem, b"246810").unwrap();
        let expected = PKey::private_key_from_pkcs8(&pkcs8).unwrap();
        assert!(opened.public_eq(&expected));
        assert!(PKey::private_key_from_pem_passphrase(&pem, b"246811").is_err());
        assert_ne!(*to_pem(&pkcs8, "246810").unwrap(), *pem, "another salt each time");
    }

    #[test]
    fn openssl_reads_it_and_the_pin_is_hashed_often() {
        let pem = to_pem(&key(), "246810").unwrap();
        let run = |arguments: &[&str]| {
            let mut program = Command::new("openssl");
            program.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
            let Ok(mut program) = program.stderr(Stdio::null()).spawn() else { return None };
            program.stdin.take().unwrap().write_all(&pem).unwrap();
            Some(program.wait_with_output().unwrap())
        };
        let Some(read) = run(&["pkey", "-passin", "pass:246810", "-noout", "-text"]) else {
            eprintln!("skipped: no openssl");
            return;
        };
        assert!(read.status.success() && String::from_utf8_lossy(&read.stdout).contains("prime256v1"));
        let told = run(&["asn1parse"]).unwrap();
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        assert!(told.contains("PBKDF2") && told.contains("hmacWithSHA256") && told.contains("aes-256-cbc"));
        assert!(told.contains(":0927C0"), "600000 times: {told}");
    }
}
