//! Every target by its name.

/// A target: its name, and what runs on an input.
#[derive(Clone, Copy)]
pub struct Target {
    /// As the program under libFuzzer and the corpus's folder are called.
    pub name: &'static str,
    /// Any input ends in a return, or there is a finding.
    pub run: fn(&[u8]),
}

macro_rules! targets {
    ($($name:ident)*) => { &[$(Target { name: stringify!($name), run: crate::$name }),*] };
}

/// Every target there is.
pub const TARGETS: &[Target] = targets! {
    active_authentication apdu authorities bac block block_reader block_responder certificate chip_authentication
    chip_record chip_session cv_certificate cv_chain dg1 dg11 dg12 dg13 dg14 dg15 dg16 dg2 dg3 dg4 dg5 dg7
    dg8_to_10 document dpop_proof ef_atr_info ef_card_access ef_card_security ef_com ef_cvca ef_dir ef_sod
    evidence_bundle judged_record key_set mjpeg_file motion_jpeg mrz mutated_session names officer_statement pace
    pace_chip_authentication password picture pn532 policy protected_answer protected_command public_key
    quirk_table reader_properties relay_client_message relay_conversation request_body result_token revocation_list
    scanned_lines scanned_map service_configuration session_url signed_data simulated_chip specimen_folder
    terminal_authentication tlv trust_import trust_store vpcd webhook_address yuyv
};
