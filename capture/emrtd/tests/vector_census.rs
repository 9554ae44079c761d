//! Every published vector has its use here: a new one, a new file of them, or one dropped from its test, fails.

#![allow(clippy::unwrap_used, reason = "an integration test is a test")]

mod support;

use serde_json::Value;
use std::path::Path;
use support::{test_data, test_data_path};

/// A file of vectors, and what its tests are to us.
struct File {
    name: &'static str,
    /// Our test file that loads them, by name.
    loaded_by: (&'static str, &'static [&'static str]),
    /// Our test file in which their numbers stand, since they are those of a worked example of ICAO 9303-11.
    standing_in: (&'static str, &'static [&'static str]),
    /// The numbers of a vector that is loaded, once more.
    repeated: &'static [&'static str],
    /// Loaded by the test file of what must be refused.
    refused: &'static [&'static str],
    /// Not run: they try errors and types of the interface of the library that they come from (keys and nonces of a length that
    /// our types cannot have, a password that our functions do not take, answers of a mock), or say no bytes.
    interface: &'static [&'static str],
}

const FILES: [File; 6] = [
    File {
        name: "activeauth__active_auth_test.json",
        loaded_by: ("recorded_chips.rs", &["TestDoActiveAuth", "TestDecodeF", "TestVerifyEvidence"]),
        standing_in: ("", &[]),
        repeated: &["TestWithChallenge"],
        refused: &["TestValidateActiveAuthSignatureRsaEmptyAuthRspBytes"],
        interface: &[
            "TestDecodeFWithLeadingZeros",
            "TestDecodeFerrors",
            "TestEcdsaSignatureIsWellFormed",
            "TestEcdsaValidateActiveAuthSignatureAllCurves",
            "TestEcdsaValidateActiveAuthSignatureDERFormat",
            "TestParseEcdsaSignatureDER",
            "TestParseEcdsaSignaturePlain",
            "TestWithChallengeInvalidSize",
        ],
    },
    File {
        name: "bac__bac_test.json",
        loaded_by: ("", &[]),
        standing_in: (
            "bac_9303_11_appendix_d.rs",
            &["TestGenerateKseed", "TestBuildRequest", "TestProcessResponse", "TestDoBAC"],
        ),
        repeated: &[],
        refused: &[
            "TestProcessResponseKMacKeyMismatchErr",
            "TestProcessResponseRApduLenErr",
            "TestProcessResponseRndIccMismatchErr",
            "TestProcessResponseRndIfcMismatchErr",
        ],
        interface: &[
            "TestBuildRequestKEncKeyLenErr",
            "TestBuildRequestKMacKeyLenErr",
            "TestBuildRequestRndIdfIccKIfdLenErrs",
            "TestDoBACPasswordTypeCAN",
            "TestGenerateKseedPassTypeError",
            "TestProcessResponseKEncKeyLenErr",
            "TestProcessResponseKMacKeyLenErr",
        ],
    },
    File {
        name: "chipauth__chip_auth_test.json",
        loaded_by: (
            "chip_authentication_vectors.rs",
            &[
                "TestChipAuthAT",
                "TestChipAuthDE",
                "TestChipAuthMY",
                "TestChipAuthFR",
                "TestInferCAInfoFromKey",
                "TestSelectChipAuthParams",
            ],
        ),
        standing_in: ("", &[]),
        repeated: &["TestVerifyEvidence"],
        refused: &[],
        interface: &[
            "TestAlgInfo",
            "TestCaAdvertised",
            "TestExecuteCA",
            "TestInferCAInfoFromKeyProtocol",
            "TestResolveCAInfo",
        ],
    },
    File {
        name: "iso7816__secure_messaging_test.json",
        loaded_by: ("aes_vectors.rs", &["TestDecodeSmRApduData"]),
        standing_in: ("bac_9303_11_appendix_d.rs", &["TestSecureMessageEncode", "TestSecureMessageDecode"]),
        repeated: &[],
        refused: &["TestSSCIncrement", "TestSecureMessageDecodeErrors"],
        interface: &[
            "TestCalcSmLe",
            "TestEqual",
            "TestNewSecureMessagingErrors",
            "TestSSCDecrement",
            "TestSetSSCLengthError",
        ],
    },
    File {
        name: "pace__auth_token_test.json",
        loaded_by: ("", &[]),
        standing_in: ("", &[]),
        repeated: &[],
        refused: &[],
        interface: &[
            "TestComputeAuthTokenATErr",
            "TestComputeAuthTokenCbcAesErr",
            "TestComputeAuthTokenCbcTDesKeyErr",
            "TestComputeAuthTokenCmacAesKeyErr",
            "TestComputeAuthTokenCmacTDesErr",
        ],
    },
    File {
        name: "pace__pace_test.json",
        loaded_by: (
            "recorded_chips.rs",
            &["TestDoPace_GM_ECDH_TDES_CBC_NZ", "TestDoPace_CAM_ECDH_DE", "TestSelectPaceConfig"],
        ),
        standing_in: (
            "pace_9303_11_appendix_g_1.rs",
            &["TestDecryptNonce", "TestDoGenericMappingEC", "TestBuild7F49", "TestDoPace_GM_ECDH"],
        ),
        repeated: &["setupDeCamEvidence"],
        refused: &[],
        interface: &[
            "TestCardSecurityFileApduErr",
            "TestComputeAuthTokensError",
            "TestDecodeDynAuthDataError",
            "TestDecryptEcadICBadPadding",
            "TestDecryptNonceKeyLengthErr",
            "TestDecryptNonceNonBlockAligned",
            "TestDoApduMseSetATApduErr",
            "TestDoCamEcdhMappingNoEcadIcErr",
            "TestDoCamEcdhMappingNotCamErr",
            "TestDoGenericMappingDhNotImplemented",
            "TestDoPaceNoCardAccessFile",
            "TestDoPace_GM_ECDH_InvalidDomainParam",
            "TestDoPace_GM_ECDH_InvalidPasswordType",
            "TestDoPace_IM",
            "TestGetNonceApduErr",
            "TestGetNonceMalformedResponse",
            "TestIcPubKeyECForCAMNotECDH",
            "TestIcPubKeyECForCAMSelectsKeyByKeyId",
            "TestKeyAgreementGmEcDhApduErr",
            "TestMapNonceGmEcDhApduErr",
            "TestMapNonceGmEcDhBadEcPoint",
            "TestMapNonceGmEcDhBadInnerTag",
            "TestMapNonceGmEcDhSamePublicKeys",
            "TestSelectPaceConfigErrors",
            "TestVerifyEvidenceDecryptEcadICError",
            "TestVerifyEvidenceNilEvidence",
            "deCaPubKeyInfos",
            "pkg",
        ],
    },
];

/// Values by name instead of tests: `extended_access_census.rs` goes through them.
const EXTENDED_ACCESS: &str = "eactest_vectors.json";

fn source(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)).unwrap()
}

#[test]
fn every_file_is_known() {
    let Some(folder) = test_data_path("vectors") else { return };
    let entries = std::fs::read_dir(folder).unwrap();
    let mut found: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    found.sort();
    let mut known: Vec<&str> = FILES.iter().map(|file| file.name).chain([EXTENDED_ACCESS]).collect();
    known.sort_unstable();
    assert_eq!(found, known);
}

#[test]
fn every_vector_has_its_use() {
    for file in FILES {
        let Some(json) = test_data(&format!("vectors/{}", file.name)) else { return };
        let tests: Vec<Value> = serde_json::from_slice(&json).unwrap();
        let mut found: Vec<&str> = tests.iter().map(|test| test["test"].as_str().unwrap()).collect();
        let lists = [file.loaded_by.1, file.standing_in.1, file.repeated, file.refused, file.interface];
        let mut known = lists.concat();
        found.sort_unstable();
        found.dedup();
        known.sort_unstable();
        assert_eq!(found, known, "{}", file.name);
    }
}

/// The name is an argument of a call, alone or after the file's, or in a list that is gone through; not in a comment.
fn is_loaded(source: &str, vector: &str) -> bool {
    let quoted = format!("\"{vector}\"");
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = code.flat_map(str::split_whitespace).collect();
    let before = code.match_indices(&quoted).map(|(at, _)| &code[..at]);
    before.into_iter().any(|before| before.ends_with(['(', ',', '[']))
}

#[test]
fn vectors_are_loaded_where_it_says() {
    for File { loaded_by: (name, vectors), refused, .. } in FILES {
        let loaded = vectors.iter().map(|vector| (name, *vector));
        let refused = refused.iter().map(|vector| ("rejected_vectors.rs", *vector));
        for (name, vector) in loaded.chain(refused) {
            // Runs of one protocol are loaded by what their names begin with.
            let family = vector.strip_prefix("TestChipAuth").map_or(vector, |_| "TestChipAuth");
            assert!(is_loaded(&source(name), family), "{name} does not load {vector}");
        }
    }
    assert!(!is_loaded("// load(\"TestA\")", "TestA") && !is_loaded("let name = \"TestA\";", "TestA"));
    assert!(is_loaded("load(FILE,\n    \"TestA\")", "TestA"));
}

/// Long values of a worked example stand in the test of it, wherever its lines are broken.
#[test]
fn worked_examples_stand_where_it_says() {
    for file in FILES.into_iter().filter(|file| !file.standing_in.1.is_empty()) {
        let Some(json) = test_data(&format!("vectors/{}", file.name)) else { return };
        let tests: Vec<Value> = serde_json::from_slice(&json).unwrap();
        let (name, vectors) = file.standing_in;
        let source: String = source(name).to_uppercase().split([' ', '\n', '\\']).collect();
        for test in tests.iter().filter(|test| vectors.contains(&test["test"].as_str().unwrap())) {
            let values = test["values"].as_array().unwrap().iter();
            let long = values.filter_map(|value| value["value"].as_str()).filter(|value| value.len() >= 32);
            let standing = long.filter(|value| source.contains(&value.to_uppercase())).count();
            assert!(standing > 0, "{} does not stand in {name}", test["test"]);
        }
    }
}
