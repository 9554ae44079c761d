//! Secure messaging, ICAO 9303-11 §9.8, with triple DES and with AES-128.

use super::Command;
use super::objects::{object, objects};
use openssl::hash::{MessageDigest, hash};
use openssl::pkey::PKey;
use openssl::sign::Signer;
use openssl::symm::{Cipher, Crypter, Mode};

/// The keys of one session, or of a password.
pub struct Keys {
    aes: bool,
    encryption: Vec<u8>,
    authentication: Vec<u8>,
}

impl Keys {
    /// §9.7.1: SHA-1 of the seed and a counter, cut to 16 bytes.
    pub fn derive(seed: &[u8], aes: bool) -> Self {
        Self { aes, encryption: derived(seed, 1), authentication: derived(seed, 2) }
    }

    fn cipher(&self) -> (Cipher, usize) {
        if self.aes { (Cipher::aes_128_cbc(), 16) } else { (Cipher::des_ede3_cbc(), 8) }
    }

    pub fn encrypt(&self, mode: Mode, iv: &[u8], data: &[u8]) -> Vec<u8> {
        let (cipher, _) = self.cipher();
        let key = if self.aes { self.encryption.clone() } else { triple(&self.encryption) };
        crypt(cipher, mode, &key, iv, data)
    }

    /// CMAC, or the retail MAC of ISO/IEC 9797-1 (algorithm 3, padding 2).
    pub fn mac(&self, data: &[u8]) -> Vec<u8> {
        if self.aes {
            let key = PKey::cmac(&Cipher::aes_128_cbc(), &self.authentication).unwrap();
            let mut signer = Signer::new_without_digest(&key).unwrap();
            return signer.sign_oneshot_to_vec(data).unwrap()[..8].to_vec();
        }
        let (first, second) = self.authentication.split_at(8);
        let single = |mode, key: &[u8], data: &[u8]| {
            crypt(Cipher::des_ede3_cbc(), mode, &[key, key, key].concat(), &[0; 8], data)
        };
        let chained = single(Mode::Encrypt, first, &padded(data, 8));
        let last = &chained[chained.len() - 8..];
        single(Mode::Encrypt, first, &single(Mode::Decrypt, second, last))
    }
}

pub fn derived(seed: &[u8], counter: u8) -> Vec<u8> {
    let input = [seed, &[0, 0, 0, counter]].concat();
    hash(MessageDigest::sha1(), &input).unwrap()[..16].to_vec()
}

fn triple(key: &[u8]) -> Vec<u8> {
    [key, &key[..8]].concat()
}

pub fn crypt(cipher: Cipher, mode: Mode, key: &[u8], iv: &[u8], data: &[u8]) -> Vec<u8> {
    let mut crypter = Crypter::new(cipher, mode, key, Some(iv)).unwrap();
    crypter.pad(false);
    let mut out = vec![0; data.len() + 16];
    let written = crypter.update(data, &mut out).unwrap();
    out.truncate(written);
    out
}

fn padded(data: &[u8], block: usize) -> Vec<u8> {
    let mut out = [data, &[0x80]].concat();
    out.resize(out.len().next_multiple_of(block), 0);
    out
}

fn unpadded(data: &[u8]) -> Option<&[u8]> {
    let end = data.iter().rposition(|byte| *byte != 0)?;
    (data[end] == 0x80).then(|| &data[..end])
}

/// One session.
pub struct Messaging {
    keys: Keys,
    counter: u128,
}

impl Messaging {
    pub fn new(keys: Keys, counter: u128) -> Self {
        Self { keys, counter }
    }

    fn count(&mut self) -> (Vec<u8>, usize) {
        self.counter += 1;
        let (_, block) = self.keys.cipher();
        (self.counter.to_be_bytes()[16 - block..].to_vec(), block)
    }

    fn iv(&self, counter: &[u8]) -> Vec<u8> {
        if self.keys.aes { self.keys.encrypt(Mode::Encrypt, &[0; 16], counter) } else { vec![0; 8] }
    }

    /// The command in the clear; nothing where its MAC or its form is wrong.
    pub fn open(&mut self, command: &Command) -> Option<Command> {
        let (counter, block) = self.count();
        let found = objects(&command.data)?;
        let (tag, mac, _) = found.last()?;
        let covered: Vec<u8> = found[..found.len() - 1].iter().flat_map(|(_, _, raw)| raw.to_vec()).collect();
        let mut message = [counter.as_slice(), &padded(&command.header, block)].concat();
        if covered.is_empty() {
            message = [counter.as_slice(), &command.header].concat();
        }
        message.extend(&covered);
        if *tag != 0x8E || self.keys.mac(&self.whole(&message, block)) != *mac {
            return None;
        }
        let value = |wanted| found.iter().find(|(tag, ..)| *tag == wanted).map(|(_, value, _)| *value);
        let cryptogram = value(0x87).map(|value| &value[1..]).or(value(0x85));
        let data = match cryptogram {
            Some(cryptogram) => {
                let plain = self.keys.encrypt(Mode::Decrypt, &self.iv(&counter), cryptogram);
                unpadded(&plain)?.to_vec()
            }
            None => Vec::new(),
        };
        let expected = value(0x97).map(|le| if le == [0] { 256 } else { usize::from(le[0]) });
        let [class, rest @ ..] = command.header;
        let [instruction, p1, p2] = rest;
        Some(Command { header: [class & 0xF3, instruction, p1, p2], data, expected })
    }

    /// The retail MAC pads by itself, CMAC is over what is padded.
    fn whole(&self, message: &[u8], block: usize) -> Vec<u8> {
        if self.keys.aes { padded(message, block) } else { message.to_vec() }
    }

    pub fn close(&mut self, data: &[u8], status: u16, instruction: u8, long: bool) -> Vec<u8> {
        let (counter, block) = self.count();
        let mut answer = Vec::new();
        if !data.is_empty() {
            let cryptogram = self.keys.encrypt(Mode::Encrypt, &self.iv(&counter), &padded(data, block));
            answer = match instruction & 1 {
                0 => object(&[0x87], &[&[0x01], cryptogram.as_slice()].concat(), long),
                _ => object(&[0x85], &cryptogram, long),
            };
        }
        answer.extend(object(&[0x99], &status.to_be_bytes(), long));
        let mac = self.keys.mac(&self.whole(&[counter, answer.clone()].concat(), block));
        answer.extend(object(&[0x8E], &mac, long));
        answer
    }
}
