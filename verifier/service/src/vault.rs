//! Personal data at rest: AES-256-GCM under a random key per control, which the master key wraps. Who destroys the
//! wrapped key has destroyed the data.

use crate::token::random;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use thiserror::Error;
use zeroize::Zeroizing;

/// The place of the value that shows which key seals here.
const KEEPER: &[u8] = b"idkontroll/keeper";

/// Sealed data that cannot be opened: another key, another place, or changed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("sealed data cannot be opened")]
pub struct Unopenable;

/// The key that wraps every other; it lies outside the database.
pub(crate) struct MasterKey {
    wrapping: LessSafeKey,
    links: hmac::Key,
}

impl MasterKey {
    /// The key of these 32 bytes.
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, Unopenable> {
        let seed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, bytes), b"idkontroll/links");
        Ok(Self { wrapping: key(bytes)?, links: hmac::Key::new(hmac::HMAC_SHA256, seed.as_ref()) })
    }

    /// The secret of a control's link: computed, so that it is kept nowhere but as its hash.
    pub(crate) fn link_secret(&self, control: &str) -> Zeroizing<String> {
        Zeroizing::new(BASE64URL.encode(hmac::sign(&self.links, control.as_bytes())))
    }

    /// A new data key, and how it is kept.
    pub(crate) fn draw_data_key(&self, control: &str) -> Result<(DataKey, Vec<u8>), Unopenable> {
        let bytes = Zeroizing::new(random::<32>());
        let wrapped = seal(&self.wrapping, &place(control, "data-key"), bytes.as_slice())?;
        Ok((DataKey { control: control.to_owned(), key: key(bytes.as_slice())? }, wrapped))
    }

    /// A data key from how it is kept.
    pub(crate) fn unwrap(&self, control: &str, wrapped: &[u8]) -> Result<DataKey, Unopenable> {
        let bytes = open(&self.wrapping, &place(control, "data-key"), wrapped)?;
        Ok(DataKey { control: control.to_owned(), key: key(&bytes)? })
    }

    /// A value that this key alone opens.
    pub(crate) fn seal_keeper(&self) -> Result<Vec<u8>, Unopenable> {
        seal(&self.wrapping, KEEPER, &[])
    }

    /// Whether this key sealed the value.
    pub(crate) fn opens_keeper(&self, sealed: &[u8]) -> bool {
        open(&self.wrapping, KEEPER, sealed).is_ok()
    }

    /// Seals what belongs to a tenant.
    pub(crate) fn seal_of_tenant(&self, tenant: &str, secret: &[u8]) -> Result<Vec<u8>, Unopenable> {
        seal(&self.wrapping, &place(tenant, "tenant"), secret)
    }

    /// Opens what belongs to a tenant.
    pub(crate) fn open_of_tenant(
        &self,
        tenant: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Unopenable> {
        open(&self.wrapping, &place(tenant, "tenant"), sealed)
    }
}

/// The key of one control.
pub(crate) struct DataKey {
    control: String,
    key: LessSafeKey,
}

impl DataKey {
    /// Seals `bytes` so that they open only under this name in this control.
    pub(crate) fn seal(&self, name: &str, bytes: &[u8]) -> Result<Vec<u8>, Unopenable> {
        seal(&self.key, &place(&self.control, name), bytes)
    }

    /// Opens what was sealed under this name.
    pub(crate) fn open(&self, name: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unopenable> {
        open(&self.key, &place(&self.control, name), sealed)
    }
}

fn key(bytes: &[u8]) -> Result<LessSafeKey, Unopenable> {
    UnboundKey::new(&AES_256_GCM, bytes).map(LessSafeKey::new).map_err(|_| Unopenable)
}

fn place(owner: &str, name: &str) -> Vec<u8> {
    format!("idkontroll/{owner}/{name}").into_bytes()
}

fn seal(key: &LessSafeKey, place: &[u8], bytes: &[u8]) -> Result<Vec<u8>, Unopenable> {
    let nonce = random::<NONCE_LEN>();
    let mut sealed = Vec::with_capacity(bytes.len().saturating_add(28));
    sealed.extend_from_slice(bytes);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut sealed)
        .map_err(|_| Unopenable)?;
    sealed.splice(0..0, nonce);
    Ok(sealed)
}

fn open(key: &LessSafeKey, place: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unopenable> {
    let (nonce, rest) = sealed.split_at_checked(NONCE_LEN).ok_or(Unopenable)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Unopenable)?;
    let mut bytes = Zeroizing::new(rest.to_vec());
    let length = key.open_in_place(nonce, Aad::from(place), &mut bytes).map_err(|_| Unopenable)?.len();
    bytes.truncate(length);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_data_open_only_in_their_place() {
        let master = MasterKey::new(&[7; 32]).unwrap();
        let (key, wrapped) = master.draw_data_key("a").unwrap();
        let sealed = key.seal("record", b"P<UTOERIKSSON").unwrap();
        assert!(!sealed.windows(4).any(|window| window == b"ERIK"));
        let again = master.unwrap("a", &wrapped).unwrap();
        assert_eq!(again.open("record", &sealed).unwrap().as_slice(), b"P<UTOERIKSSON");
        assert!(again.open("access", &sealed).is_err());
        assert!(master.unwrap("b", &wrapped).is_err());
        assert!(MasterKey::new(&[8; 32]).unwrap().unwrap("a", &wrapped).is_err());
        assert!(again.open("record", &sealed[..5]).is_err());
        let mut changed = sealed.clone();
        changed[20] ^= 1;
        assert!(again.open("record", &changed).is_err());
    }
}
