//! Key pairs over integers modulo a prime and their SubjectPublicKeyInfo, ICAO 9303-11 §9.4.3 and RFC 3279 §2.3.3.

use super::der::{bit_string, integer, object_identifier, sequence};
use super::{EcParameters, IssueError};
use emrtd::crypto::{DhDomain, DhKeyPair};
use emrtd::domain_parameters::ModpGroup;
use emrtd::protocol::Randomness;
use openssl::bn::BigNum;
use openssl::error::ErrorStack;
use openssl::pkey::{PKey, Private};

/// A fresh key pair and its SubjectPublicKeyInfo.
pub(super) fn generate(
    group: ModpGroup,
    parameters: EcParameters,
    randomness: &mut impl Randomness,
) -> Result<(PKey<Private>, Vec<u8>), IssueError> {
    let pair = DhKeyPair::generate(&DhDomain::new(group)?, randomness)?;
    let key = private_key(group, &pair)?;
    Ok((key, subject_public_key_info(group, parameters, pair.public_key())?))
}

fn private_key(group: ModpGroup, pair: &DhKeyPair) -> Result<PKey<Private>, ErrorStack> {
    let public = BigNum::from_slice(pair.public_key())?;
    PKey::from_dhx(group.parameters()?.set_key(public, BigNum::from_slice(pair.private_key())?)?)
}

fn subject_public_key_info(
    group: ModpGroup,
    parameters: EcParameters,
    element: &[u8],
) -> Result<Vec<u8>, ErrorStack> {
    const X9_42: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3E, 0x02, 0x01];
    const STANDARDIZED: &[u8] = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x02];
    let algorithm = match parameters {
        EcParameters::Named => {
            sequence(&[&object_identifier(STANDARDIZED), &integer(&[group.parameter_id()])])
        }
        EcParameters::Explicit => sequence(&[&object_identifier(X9_42), &explicit_parameters(group)?]),
    };
    Ok(sequence(&[&algorithm, &bit_string(&integer(element))]))
}

/// DomainParameters of X9.42: p, g, q.
fn explicit_parameters(group: ModpGroup) -> Result<Vec<u8>, ErrorStack> {
    let numbers = group.parameters()?;
    let order = numbers.prime_q().map(|order| order.to_vec()).unwrap_or_default();
    Ok(sequence(&[
        &integer(&numbers.prime_p().to_vec()),
        &integer(&numbers.generator().to_vec()),
        &integer(&order),
    ]))
}
