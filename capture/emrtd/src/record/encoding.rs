//! How bytes stand in JSON.

/// Bytes as base64.
pub(super) mod octets {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD
            .decode(String::deserialize(deserializer)?)
            .map_err(|_| serde::de::Error::custom("not base64"))
    }
}

/// Bytes as base64 that are wiped from memory.
pub(super) mod secret {
    use super::octets;
    use serde::{Deserializer, Serializer};
    use zeroize::Zeroizing;

    pub fn serialize<S: Serializer>(bytes: &Zeroizing<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
        octets::serialize(bytes, serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<Vec<u8>>, D::Error> {
        octets::deserialize(deserializer).map(Zeroizing::new)
    }
}

/// Files by name, their bytes as base64.
pub(super) mod files {
    use crate::file::ElementaryFile;
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serializer};
    use std::collections::BTreeMap;

    pub fn serialize<S: Serializer>(
        files: &BTreeMap<ElementaryFile, Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(files.iter().map(|(file, bytes)| (file, STANDARD.encode(bytes))))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<ElementaryFile, Vec<u8>>, D::Error> {
        BTreeMap::<ElementaryFile, String>::deserialize(deserializer)?
            .into_iter()
            .map(|(file, text)| {
                Ok((file, STANDARD.decode(text).map_err(|_| serde::de::Error::custom("not base64"))?))
            })
            .collect()
    }
}
