//! Fuzz targets of every parser that reads bytes from outside: each takes any bytes, and holds what it promises of them.
//!
//! `fuzz_targets/` runs them under libFuzzer, `tests/corpora.rs` replays their corpora on any Rust (docs/fuzzing.md).

mod callers;
mod evidence;
mod files;
mod folders;
mod input;
mod keys;
mod links;
mod messaging;
pub mod mutation;
mod objects;
mod pictures;
mod protocols;
mod readers;
mod scans;
pub mod seeds;
mod specimen;
mod targets;
mod text;
mod tokens;
mod transcripts;
mod trust;

pub use callers::{dpop_proof, request_body, service_configuration, webhook_address};
pub use evidence::{chip_record, evidence_bundle, policy};
pub use files::{
    dg1, dg2, dg3, dg4, dg5, dg7, dg8_to_10, dg11, dg12, dg13, dg14, dg15, dg16, ef_atr_info, ef_card_access,
    ef_card_security, ef_com, ef_cvca, ef_dir, ef_sod,
};
pub use folders::{authorities, mjpeg_file, specimen_folder};
pub use input::Parts;
pub use keys::{public_key, signed_data};
pub use links::{
    block, block_reader, block_responder, relay_client_message, relay_conversation, session_url,
};
pub use messaging::{protected_answer, protected_command};
pub use objects::{apdu, cv_certificate, cv_chain, tlv};
pub use pictures::{motion_jpeg, picture, yuyv};
pub use protocols::{bac, chip_session, mutated_session, pace, simulated_chip, terminal_authentication};
pub use readers::{pn532, reader_properties, vpcd};
pub use scans::{scanned_lines, scanned_map};
pub use targets::{TARGETS, Target};
pub use text::{mrz, names, password, quirk_table};
pub use tokens::{key_set, officer_statement, result_token};
pub use transcripts::{active_authentication, chip_authentication, pace_chip_authentication};
pub use trust::{certificate, document, judged_record, revocation_list, trust_import, trust_store};
