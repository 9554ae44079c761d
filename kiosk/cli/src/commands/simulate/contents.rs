//! What a specimen's chip holds beyond the usual: keys of Chip Authentication, further data groups, encodings.

use crate::arguments::{ChipKind, Encoding, Issue};
use crate::outcome::{Failure, failure};
use emrtd::file::DataGroup;
use emrtd_simulator::{BiometricEncoding, ChipAuthenticationKey, IssueOptions};

/// The keys of Chip Authentication, numbered where there are several.
pub fn chip_keys(
    arguments: &Issue,
) -> Result<(Option<ChipAuthenticationKey>, Vec<ChipAuthenticationKey>), Failure> {
    if !matches!(arguments.chip, ChipKind::ChipAuthentication | ChipKind::Both) {
        let needed = !arguments.chip_key.is_empty() || arguments.terminals.is_some();
        let clash = "--chip-key and --terminals need a chip with Chip Authentication: see --chip";
        return if needed { Err(failure(clash)) } else { Ok((None, Vec::new())) };
    }
    let several = arguments.chip_key.len() > 1;
    let mut keys = (1..=u8::MAX)
        .zip(&arguments.chip_key)
        .map(|(number, key)| ChipAuthenticationKey { key_id: several.then_some(number), ..*key });
    let first = keys.next().unwrap_or_default();
    Ok((Some(first), keys.collect()))
}

/// Adds the further data groups, those that only authorized terminals read among them.
pub fn add(options: IssueOptions, arguments: &Issue) -> Result<IssueOptions, Failure> {
    let encoding = match arguments.encoding {
        Encoding::Iso19794 => BiometricEncoding::Iso19794,
        Encoding::Iso39794 => BiometricEncoding::Iso39794,
    };
    let guarded = [DataGroup::DG3, DataGroup::DG4].into_iter().filter(|_| arguments.terminals.is_some());
    let mut options = options.with_face_encoding(encoding).map_err(failure)?;
    for group in arguments.data_groups.iter().copied().chain(guarded) {
        let with = options.with_specimen_content(group, encoding).map_err(failure)?;
        let none = || Failure::new(format!("--data-groups: there is no further content for {group}"));
        options = with.ok_or_else(none)?;
    }
    Ok(options)
}
