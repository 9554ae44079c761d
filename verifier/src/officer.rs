//! The officer's statement: an enrolled officer signs the case, the decision, the audience and the nonce, TS 119 461
//! BIN-8.4.4.

use crate::{
    case::Case,
    jws::{JwsError, KeySet, SigningKey},
    reason::Reason,
};
use ring::rand::SecureRandom;
use serde::{Deserialize, Serialize};

/// `typ` of an officer's statement.
pub const STATEMENT_TYPE: &str = "idkontroll-officer+jwt";

/// What an officer signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// SHA-256 of the case, in hex.
    pub case: String,
    /// The officer's decision.
    pub decision: OfficerDecision,
    /// The eID issuer the result is for.
    pub aud: String,
    /// The issuer's nonce.
    pub nonce: String,
}

/// What an officer decided after seeing the person and the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficerDecision {
    /// The person is the holder of the document.
    Accept,
    /// The person is not, or cannot be told to be.
    Refuse,
}

impl Statement {
    /// The approval of exactly this case.
    pub fn approving(case: &Case) -> Result<Self, serde_json::Error> {
        Ok(Self {
            case: case.sha256()?,
            decision: OfficerDecision::Accept,
            aud: case.audience.clone(),
            nonce: case.nonce.clone(),
        })
    }

    /// Signs the statement with the officer's own key.
    pub fn sign(&self, key: &SigningKey, random: &dyn SecureRandom) -> Result<String, JwsError> {
        key.sign(self, STATEMENT_TYPE, random)
    }
}

/// An enrolled officer's signed approval of exactly this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficerApproval {
    kid: String,
}

impl OfficerApproval {
    /// The name of the officer's key.
    pub fn kid(&self) -> &str {
        &self.kid
    }
}

/// Verifies that an officer of `enrolled` approved exactly `expected`.
pub fn verify(token: &str, enrolled: &KeySet, expected: &Statement) -> Result<OfficerApproval, Reason> {
    let statement = enrolled.verify::<Statement>(token, STATEMENT_TYPE).map_err(|error| match error {
        JwsError::UnknownKey => Reason::OfficerNotEnrolled,
        _ => Reason::AssuranceNotMet,
    })?;
    if statement.payload() != expected || expected.decision != OfficerDecision::Accept {
        return Err(Reason::AssuranceNotMet);
    }
    Ok(OfficerApproval { kid: statement.kid().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::rand::SystemRandom;

    fn statement() -> Statement {
        Statement {
            case: "c0".into(),
            decision: OfficerDecision::Accept,
            aud: "issuer".into(),
            nonce: "n".into(),
        }
    }

    fn key() -> SigningKey {
        let random = SystemRandom::new();
        SigningKey::from_pkcs8(&SigningKey::generate(&random).unwrap(), &random).unwrap()
    }

    #[test]
    fn only_an_enrolled_officers_approval_of_this_case_counts() {
        let (officer, stranger) = (key(), key());
        let sign =
            |statement: &Statement, key: &SigningKey| statement.sign(key, &SystemRandom::new()).unwrap();
        let enrolled = officer.key_set();
        let approval = verify(&sign(&statement(), &officer), &enrolled, &statement()).unwrap();
        assert_eq!(approval.kid(), officer.public().kid);
        let by_stranger = verify(&sign(&statement(), &stranger), &enrolled, &statement());
        assert_eq!(by_stranger, Err(Reason::OfficerNotEnrolled));
        for changed in [
            Statement { case: "c1".into(), ..statement() },
            Statement { decision: OfficerDecision::Refuse, ..statement() },
            Statement { aud: "another".into(), ..statement() },
            Statement { nonce: "m".into(), ..statement() },
        ] {
            assert_eq!(
                verify(&sign(&changed, &officer), &enrolled, &statement()),
                Err(Reason::AssuranceNotMet)
            );
        }
    }
}
