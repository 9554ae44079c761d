//! Basic Access Control and PACE with generic mapping on P-256, ICAO 9303-11 §4.3 and §4.4.

use super::messaging::{Keys, Messaging, crypt, derived};
use super::objects::{object, objects};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcPoint, PointConversionForm};
use openssl::hash::{MessageDigest, hash};
use openssl::nid::Nid;
use openssl::rand::rand_bytes;
use openssl::symm::{Cipher, Mode};

const PROTOCOL: &[u8] = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02];

pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand_bytes(&mut bytes).unwrap();
    bytes
}

/// What the machine readable zone opens.
pub struct Access {
    seed: Vec<u8>,
}

impl Access {
    /// The zone of a passport: the second of its two lines has the number, the birth and the expiry with check digits.
    pub fn new(zone: &[u8]) -> Self {
        let line = &zone[44..];
        let information = [&line[..10], &line[13..20], &line[21..28]].concat();
        Self { seed: hash(MessageDigest::sha1(), &information).unwrap().to_vec() }
    }

    /// EXTERNAL AUTHENTICATE.
    pub fn basic(&self, challenge: &[u8; 8], data: &[u8]) -> Result<(Messaging, Vec<u8>), u16> {
        let keys = Keys::derive(&self.seed[..16], false);
        let (cryptogram, mac) = data.split_at_checked(32).ok_or(0x6700_u16)?;
        if keys.mac(cryptogram) != mac {
            return Err(0x6300);
        }
        let plain = keys.encrypt(Mode::Decrypt, &[0; 8], cryptogram);
        if plain[8..16] != *challenge {
            return Err(0x6300);
        }
        let own: [u8; 16] = random();
        let answer = keys.encrypt(Mode::Encrypt, &[0; 8], &[challenge, &plain[..8], &own].concat());
        let mac = keys.mac(&answer);
        let seed: Vec<u8> = plain[16..].iter().zip(own).map(|(theirs, own)| theirs ^ own).collect();
        let counter = [&[0; 8], &challenge[4..], &plain[4..8]].concat();
        let counter = u128::from_be_bytes(counter.try_into().unwrap());
        Ok((Messaging::new(Keys::derive(&seed, false), counter), [answer, mac].concat()))
    }

    /// MSE:Set AT; only the zone is a password of this chip.
    pub fn begin_pace(&self, data: &[u8]) -> Result<Pace, u16> {
        let found = objects(data).ok_or(0x6A80_u16)?;
        let value = |wanted| found.iter().find(|(tag, ..)| *tag == wanted).map(|(_, value, _)| *value);
        match (value(0x80), value(0x83), value(0x84)) {
            (Some(PROTOCOL), Some([1]), None | Some([12])) => Ok(Pace::Nonce(derived(&self.seed, 3))),
            (Some(PROTOCOL), Some(_), _) => Err(0x6A88),
            _ => Err(0x6A80),
        }
    }
}

/// PACE, waiting for a GENERAL AUTHENTICATE.
pub enum Pace {
    Nonce(Vec<u8>),
    Mapping([u8; 16]),
    Agreement(EcPoint),
    Token(Keys, Vec<u8>, Vec<u8>),
}

type Stepped = (Option<Pace>, Option<Messaging>, Vec<u8>);

impl Pace {
    /// The next wait, or the session, and the answer.
    pub fn step(self, data: &[u8], long: bool) -> Result<Stepped, u16> {
        let outer = objects(data).ok_or(0x6A80_u16)?;
        let [(0x7C, inner, _)] = outer.as_slice() else { return Err(0x6A80) };
        let inner = objects(inner).ok_or(0x6A80_u16)?;
        let (next, messaging, tag, value) = match (self, inner.as_slice()) {
            (Self::Nonce(key), []) => {
                let nonce: [u8; 16] = random();
                let sent = crypt(Cipher::aes_128_cbc(), Mode::Encrypt, &key, &[0; 16], &nonce);
                (Some(Self::Mapping(nonce)), None, 0x80, sent)
            }
            (Self::Mapping(nonce), [(0x81, key, _)]) => {
                let (generator, own) = map(&nonce, key)?;
                (Some(Self::Agreement(generator)), None, 0x82, own)
            }
            (Self::Agreement(generator), [(0x83, key, _)]) => {
                let (keys, own) = agree(&generator, key)?;
                (Some(Self::Token(keys, own.clone(), key.to_vec())), None, 0x84, own)
            }
            (Self::Token(keys, own, theirs), [(0x85, token, _)]) => {
                let token_over = |key: &[u8]| {
                    let inside = [object(&[0x06], PROTOCOL, false), object(&[0x86], key, false)].concat();
                    keys.mac(&object(&[0x7F, 0x49], &inside, false))
                };
                if token_over(&own) != *token {
                    return Err(0x6300);
                }
                let answer = token_over(&theirs);
                (None, Some(Messaging::new(keys, 0)), 0x86, answer)
            }
            _ => return Err(0x6A80),
        };
        Ok((next, messaging, object(&[0x7C], &object(&[tag], &value, long), long)))
    }
}

fn group() -> (EcGroup, BigNumContext) {
    (EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap(), BigNumContext::new().unwrap())
}

fn key() -> BigNum {
    BigNum::from_slice(&random::<31>()).unwrap()
}

fn point(bytes: &[u8]) -> Result<EcPoint, u16> {
    let (group, mut context) = group();
    EcPoint::from_bytes(&group, bytes, &mut context).map_err(|_| 0x6A80)
}

fn multiplied(point: &EcPoint, by: &BigNum) -> EcPoint {
    let (group, mut context) = group();
    let mut product = EcPoint::new(&group).unwrap();
    product.mul2(&group, point, by, &mut context).unwrap();
    product
}

fn written(point: &EcPoint) -> Vec<u8> {
    let (group, mut context) = group();
    point.to_bytes(&group, PointConversionForm::UNCOMPRESSED, &mut context).unwrap()
}

/// G' = s·G + H, and the chip's mapping key.
fn map(nonce: &[u8], theirs: &[u8]) -> Result<(EcPoint, Vec<u8>), u16> {
    let (group, mut context) = group();
    let own = key();
    let generator = group.generator_opt().unwrap().to_owned(&group).unwrap();
    let shared = multiplied(&point(theirs)?, &own);
    let nonced = multiplied(&generator, &BigNum::from_slice(nonce).unwrap());
    let mut mapped = EcPoint::new(&group).unwrap();
    mapped.add(&group, &nonced, &shared, &mut context).unwrap();
    Ok((mapped, written(&multiplied(&generator, &own))))
}

/// The session's keys, from the x coordinate, and the chip's ephemeral key.
fn agree(generator: &EcPoint, theirs: &[u8]) -> Result<(Keys, Vec<u8>), u16> {
    let own = key();
    let shared = written(&multiplied(&point(theirs)?, &own));
    Ok((Keys::derive(&shared[1..33], true), written(&multiplied(generator, &own))))
}
