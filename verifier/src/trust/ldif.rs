//! LDIF, RFC 2849, as the ICAO Public Key Directory is downloaded: the binary values of its entries.

use base64::{Engine, engine::general_purpose::STANDARD};

/// A binary value, by the attribute it stands under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    MasterList(Vec<u8>),
    RevocationList(Vec<u8>),
    Certificate(Vec<u8>),
}

/// The binary values of every entry, in order; `None` when the bytes are no LDIF.
pub(super) fn values(bytes: &[u8]) -> Option<Vec<Value>> {
    let text = std::str::from_utf8(bytes).ok()?;
    if !text.lines().any(|line| line.starts_with("dn:")) {
        return None;
    }
    unfolded(text).iter().filter_map(|line| value(line)).collect()
}

/// A line that begins with a space goes on with the one before.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix(' '), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// The value of an attribute that holds certificates, revocation lists or master lists; `Some(None)` if it is no base64.
fn value(line: &str) -> Option<Option<Value>> {
    let (attribute, encoded) = line.split_once("::")?;
    let kind = match attribute.split(';').next()?.to_ascii_lowercase().as_str() {
        "pkdmasterlistcontent" => Value::MasterList,
        "certificaterevocationlist" => Value::RevocationList,
        "usercertificate" | "cacertificate" => Value::Certificate,
        _ => return None,
    };
    Some(STANDARD.decode(encoded.trim()).ok().map(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_values_are_joined_and_other_attributes_passed_over() {
        let text = b"dn: c=NO\nobjectClass:: AAAA\nuserCertificate;binary:: AQID\n BAUG\n\ndn: c=SE\ncn: x\n";
        assert_eq!(values(text), Some(vec![Value::Certificate(vec![1, 2, 3, 4, 5, 6])]));
        assert_eq!(values(b"userCertificate;binary:: AQID\n"), None);
        assert_eq!(values(b"dn: c=NO\nuserCertificate;binary:: A*ID\n"), None);
    }
}
