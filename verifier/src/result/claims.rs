//! `verified_claims` of OpenID Connect for Identity Assurance 1.0.

use super::Issue;
use crate::assurance::{Decision, Evidence};
use emrtd::mrz::MrzFields;
use serde_json::{Map, Value, json};
use time::format_description::well_known::Rfc3339;

/// What is proven of the person, and how.
pub fn verified_claims(evidence: &Evidence<'_>, decision: &Decision, about: &Issue<'_>) -> Value {
    let checks = checks(evidence, about);
    let references: Vec<Value> = checks.iter().map(|check| json!({"check_id": check["check_id"]})).collect();
    json!({
        "verification": {
            "trust_framework": decision.trust_framework,
            "assurance_level": decision.assurance_level,
            "assurance_process": {
                "policy": about.policy.demands().name,
                "procedure": about.policy.sha256(),
                "assurance_details": [
                    {"assurance_type": "identity_verification", "evidence_ref": references}
                ]
            },
            "time": about.at.format(&Rfc3339).unwrap_or_default(),
            "verification_process": about.number,
            "evidence": [{
                "type": "document",
                "check_details": checks,
                "document_details": document_details(evidence)
            }]
        },
        "claims": claims(evidence, about)
    })
}

/// Chip: `vcrypt`; face at a kiosk: `bvp`, on a phone: `bvr`; officer: `vpip` and `pvp`.
fn checks(evidence: &Evidence<'_>, about: &Issue<'_>) -> Vec<Value> {
    let mut methods = vec!["vcrypt", if about.remote { "bvr" } else { "bvp" }];
    if evidence.officer().is_some() {
        methods.extend(["vpip", "pvp"]);
    }
    let check = |method| json!({"check_method": method, "check_id": format!("{}-{method}", about.number)});
    methods.into_iter().map(check).collect()
}

fn document_details(evidence: &Evidence<'_>) -> Value {
    let fields = evidence.document().holder().fields();
    let mut details = Map::new();
    details.insert("type".into(), document_type(fields).into());
    details.insert("document_number".into(), fields.document_number.clone().into());
    details.insert("issuer".into(), json!({"country_code": country_code(&fields.issuing_state)}));
    if let Some(expiry) = evidence.document().date_of_expiry() {
        details.insert("date_of_expiry".into(), expiry.to_string().into());
    }
    Value::Object(details)
}

/// OpenID Identity Assurance's predefined document types.
fn document_type(fields: &MrzFields) -> &'static str {
    match fields.document_code.chars().next() {
        Some('P') => "passport",
        Some('V') => "visa",
        _ => "idcard",
    }
}

fn claims(evidence: &Evidence<'_>, about: &Issue<'_>) -> Value {
    let fields = evidence.document().holder().fields();
    let mut claims = Map::new();
    claims.insert("family_name".into(), fields.surname.clone().into());
    if !fields.given_names.is_empty() {
        claims.insert("given_name".into(), fields.given_names.clone().into());
    }
    if let Some(birth) = evidence.document().date_of_birth(about.at.date()) {
        claims.insert("birthdate".into(), birth.to_string().into());
    }
    if let Some(nationality) = fields.nationality.as_deref().and_then(country_code) {
        claims.insert("nationalities".into(), json!([nationality]));
    }
    Value::Object(claims)
}

/// The zone writes Germany as `D`; everything else of two or three letters stands as it is.
fn country_code(zone: &str) -> Option<&str> {
    match zone {
        "D" => Some("DEU"),
        code if (2..=3).contains(&code.len()) => Some(code),
        _ => None,
    }
}
