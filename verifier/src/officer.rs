//! The officer's statement: an enrolled officer signs the case, the decision, the audience and the nonce, TS 119 461
//! BIN-8.4.4.

use crate::{
    case::Case,
    jws::{JwsError, KeySet, TokenKey},
    reason::Reason,
};
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
        Self::on(case, OfficerDecision::Accept)
    }

    /// The refusal of exactly this case.
    pub fn refusing(case: &Case) -> Result<Self, serde_json::Error> {
        Self::on(case, OfficerDecision::Refuse)
    }

    fn on(case: &Case, decision: OfficerDecision) -> Result<Self, serde_json::Error> {
        let (aud, nonce) = (case.audience.clone(), case.nonce.clone());
        Ok(Self { case: case.sha256()?, decision, aud, nonce })
    }

    /// Signs the statement with the officer's own key.
    pub fn sign(&self, key: &TokenKey) -> Result<String, JwsError> {
        key.sign(self, STATEMENT_TYPE)
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

/// An enrolled officer's signed refusal of exactly this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficerRefusal {
    kid: String,
}

impl OfficerRefusal {
    /// The name of the officer's key.
    pub fn kid(&self) -> &str {
        &self.kid
    }
}

/// What an enrolled officer signed about exactly this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfficerWord {
    /// The person is the holder of the document.
    Approved(OfficerApproval),
    /// The person is not, or cannot be told to be.
    Refused(OfficerRefusal),
}

impl OfficerWord {
    /// The approval, where it is one.
    pub fn approval(&self) -> Option<&OfficerApproval> {
        match self {
            Self::Approved(approval) => Some(approval),
            Self::Refused(_) => None,
        }
    }

    /// The refusal, where it is one.
    pub fn refusal(&self) -> Option<&OfficerRefusal> {
        match self {
            Self::Approved(_) => None,
            Self::Refused(refusal) => Some(refusal),
        }
    }
}

/// Verifies that an officer of `enrolled` signed exactly `approval`, or the refusal of just what it approves.
pub fn verify(token: &str, enrolled: &KeySet, approval: &Statement) -> Result<OfficerWord, Reason> {
    let statement = enrolled.verify::<Statement>(token, STATEMENT_TYPE).map_err(|error| match error {
        JwsError::UnknownKey => Reason::OfficerNotEnrolled,
        _ => Reason::AssuranceNotMet,
    })?;
    let decision = statement.payload().decision;
    if *statement.payload() != (Statement { decision, ..approval.clone() }) {
        return Err(Reason::AssuranceNotMet);
    }
    let kid = statement.kid().to_owned();
    Ok(match decision {
        OfficerDecision::Accept => OfficerWord::Approved(OfficerApproval { kid }),
        OfficerDecision::Refuse => OfficerWord::Refused(OfficerRefusal { kid }),
    })
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

    fn key() -> TokenKey {
        TokenKey::from_pkcs8(&TokenKey::generate(&SystemRandom::new()).unwrap()).unwrap()
    }

    fn sign(statement: &Statement, key: &TokenKey) -> String {
        statement.sign(key).unwrap()
    }

    #[test]
    fn only_an_enrolled_officers_word_on_this_case_counts() {
        let (officer, stranger) = (key(), key());
        let enrolled = officer.key_set();
        for decision in [OfficerDecision::Accept, OfficerDecision::Refuse] {
            let word = Statement { decision, ..statement() };
            let judged = verify(&sign(&word, &officer), &enrolled, &statement()).unwrap();
            let kid = officer.public().kid.as_str();
            let (approval, refusal) = (judged.approval(), judged.refusal());
            assert_eq!(approval.map(OfficerApproval::kid).or(refusal.map(OfficerRefusal::kid)), Some(kid));
            assert_eq!(refusal.is_some(), decision == OfficerDecision::Refuse);
            assert_eq!(approval.is_some(), decision == OfficerDecision::Accept);
            let forged = verify(&sign(&word, &stranger), &enrolled, &statement());
            assert_eq!(forged, Err(Reason::OfficerNotEnrolled));
            for changed in [
                Statement { case: "c1".into(), ..word.clone() },
                Statement { aud: "another".into(), ..word.clone() },
                Statement { nonce: "m".into(), ..word.clone() },
            ] {
                let judged = verify(&sign(&changed, &officer), &enrolled, &statement());
                assert_eq!(judged, Err(Reason::AssuranceNotMet));
            }
        }
    }

    #[test]
    fn a_signature_counts_for_its_own_words_alone() {
        let officer = key();
        let approval = sign(&statement(), &officer);
        let refusal = sign(&Statement { decision: OfficerDecision::Refuse, ..statement() }, &officer);
        let part = |token: &str, number: usize| token.split('.').nth(number).unwrap().to_owned();
        let mixed = [part(&approval, 0), part(&refusal, 1), part(&approval, 2)].join(".");
        assert_eq!(verify(&mixed, &officer.key_set(), &statement()), Err(Reason::AssuranceNotMet));
    }
}
