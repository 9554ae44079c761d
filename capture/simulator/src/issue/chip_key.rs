//! Key pairs on elliptic curves and their SubjectPublicKeyInfo, ICAO 9303-11 §9.5 and RFC 5480.

use super::der::{bit_string, integer, object_identifier, octet_string, sequence};
use super::{IssueError, modp_key};
use emrtd::crypto::{EcDomain, EcKeyPair};
use emrtd::domain_parameters::{Curve, DomainParameters};
use emrtd::protocol::Randomness;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcKey, EcPoint};
use openssl::error::ErrorStack;
use openssl::pkey::{PKey, Private};

/// How a public key names its domain parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EcParameters {
    /// By object identifier or number.
    #[default]
    Named,
    /// With every number spelled out, as most issuers do.
    Explicit,
}

/// A fresh key pair on any domain parameters and its SubjectPublicKeyInfo.
pub(super) fn generate(
    domain: DomainParameters,
    parameters: EcParameters,
    randomness: &mut impl Randomness,
) -> Result<(PKey<Private>, Vec<u8>), IssueError> {
    match domain {
        DomainParameters::Ec(curve) => generate_ec(curve, parameters, randomness),
        DomainParameters::Modp(group) => modp_key::generate(group, parameters, randomness),
    }
}

/// A fresh key pair and its SubjectPublicKeyInfo.
pub(super) fn generate_ec(
    curve: Curve,
    parameters: EcParameters,
    randomness: &mut impl Randomness,
) -> Result<(PKey<Private>, Vec<u8>), IssueError> {
    let pair = EcKeyPair::generate(&EcDomain::new(curve)?, randomness)?;
    let key = private_key(curve, &pair)?;
    Ok((key, subject_public_key_info(curve, parameters, pair.public_key())?))
}

fn private_key(curve: Curve, pair: &EcKeyPair) -> Result<PKey<Private>, ErrorStack> {
    let group = curve.group()?;
    let point = EcPoint::from_bytes(&group, pair.public_key(), &mut *BigNumContext::new()?)?;
    let scalar = BigNum::from_slice(pair.private_key())?;
    PKey::from_ec_key(EcKey::from_private_components(&group, &scalar, &point)?)
}

fn subject_public_key_info(
    curve: Curve,
    parameters: EcParameters,
    point: &[u8],
) -> Result<Vec<u8>, IssueError> {
    const EC_PUBLIC_KEY: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
    let parameters = match parameters {
        EcParameters::Named => object_identifier(curve.oid()),
        EcParameters::Explicit => explicit_parameters(curve)?,
    };
    let algorithm = sequence(&[&object_identifier(EC_PUBLIC_KEY), &parameters]);
    Ok(sequence(&[&algorithm, &bit_string(point)]))
}

/// ECParameters of X9.62 over a prime field.
fn explicit_parameters(curve: Curve) -> Result<Vec<u8>, IssueError> {
    const PRIME_FIELD: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x01, 0x01];
    let (group, mut context) = (curve.group()?, BigNumContext::new()?);
    let (mut prime, mut a, mut b) = (BigNum::new()?, BigNum::new()?, BigNum::new()?);
    group.components_gfp(&mut prime, &mut a, &mut b, &mut context)?;
    let (mut order, mut cofactor) = (BigNum::new()?, BigNum::new()?);
    group.order(&mut order, &mut context)?;
    group.cofactor(&mut cofactor, &mut context)?;
    let length = prime.num_bytes();
    let coefficients =
        [octet_string(&a.to_vec_padded(length)?), octet_string(&b.to_vec_padded(length)?)].concat();
    let generator = EcDomain::new(curve)?.generator()?;
    Ok(sequence(&[
        &integer(&[1]),
        &sequence(&[&object_identifier(PRIME_FIELD), &integer(&prime.to_vec())]),
        &sequence(&[&coefficients]),
        &octet_string(&generator),
        &integer(&order.to_vec()),
        &integer(&cofactor.to_vec()),
    ]))
}
