//! `idkontroll simulate issue`: a specimen passport in a folder.

mod chip;
mod contents;
mod hostile;
mod pn532;
mod stdio;
mod terminals;

use crate::arguments::{ChipKind, DocumentFormat, Issue, SimulateCommand};
use crate::outcome::{Failure, Outcome, failure};
use crate::{files, writing};
use capture::SystemRandomness;
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::DataGroup1;
use emrtd::mrz::{CalendarDate, MrzFormat, Sex};
use emrtd_simulator::{
    ActiveAuthenticationKey, Holder, IssueOptions, SignerAlgorithm, Specimen, SpecimenError, issue,
    passport_portrait,
};
use serde_json::json;
use std::path::Path;
use terminals::Terminals;
use time::{Date, Month, OffsetDateTime};

pub fn run(command: &SimulateCommand) -> Result<Outcome, Failure> {
    match command {
        SimulateCommand::Issue(arguments) => make(arguments),
        SimulateCommand::Chip(arguments) => chip::run(arguments),
    }
}

fn make(arguments: &Issue) -> Result<Outcome, Failure> {
    writing::must_be_free(&arguments.out)?;
    let mut options = options(arguments)?;
    let terminals = arguments.terminals.as_deref().map(|folder| Terminals::make(folder, &mut options));
    let terminals = terminals.transpose()?;
    let specimen = issue(&options, &mut SystemRandomness::new()).map_err(failure)?;
    let mrz = mrz(&specimen)?;
    writing::fill_folder(&arguments.out, |folder| {
        specimen.store(folder).map_err(unwritten)?;
        writing::write(&folder.join("mrz.txt"), format!("{mrz}\n").as_bytes())
    })?;
    terminals.as_ref().map_or(Ok(()), Terminals::write)?;
    let document = arguments.out.display().to_string();
    let anchor = arguments.out.join("trust").join("csca.cer").display().to_string();
    let names: Vec<String> = specimen.files().keys().map(ElementaryFile::to_string).collect();
    let can = &specimen.passwords().card_access_number;
    // A quirk may need another format than the one asked for.
    let kind = if mrz.starts_with('P') { "passport" } else { "identity card" };
    let text = format!(
        "Specimen {kind} in {document}\n  reader     sim:{document}\n  files      {}\n  \
         anchor     {anchor} (specimen: only the demonstration policies accept it)\n{}  CAN        {can}\n{mrz}",
        names.join(", "),
        terminals.as_ref().map(Terminals::line).unwrap_or_default(),
    );
    let report = json!({
        "document": document, "reader": format!("sim:{document}"), "mrz": mrz, "can": can, "files": names,
        "trust_anchor": anchor,
        "terminals": arguments.terminals.as_ref().map(|folder| folder.display().to_string()),
    });
    Outcome::done(&report, text)
}

fn unwritten(error: SpecimenError) -> Failure {
    match error {
        SpecimenError::File { path, source } => Failure::of_io(&path, &source),
        error => failure(error),
    }
}

fn mrz(specimen: &Specimen) -> Result<String, Failure> {
    let file = specimen.files().get(&ElementaryFile::DataGroup(DataGroup::DG1));
    let group = file
        .and_then(|bytes| DataGroup1::parse(bytes).ok())
        .ok_or_else(|| failure("the specimen has no DG1"))?;
    Ok(group.mrz().lines().join("\n"))
}

fn options(arguments: &Issue) -> Result<IssueOptions, Failure> {
    let issued = arguments.issued.as_deref().map_or_else(|| Ok(today()), |text| date("--issued", text))?;
    let given = arguments.expires.as_deref();
    let expires = given.map_or_else(|| last_of_ten_years(issued), |text| date("--expires", text))?;
    let (chip_authentication, further_chip_authentication) = contents::chip_keys(arguments)?;
    let plain = IssueOptions {
        holder: holder(arguments)?,
        format: format(arguments.format),
        document_number: arguments.document_number.clone(),
        card_access_number: arguments.can.clone(),
        portrait: arguments.portrait.as_deref().map(portrait).transpose()?,
        access: arguments.access,
        chip_authentication,
        further_chip_authentication,
        active_authentication: active_authentication(arguments.chip),
        signer: signer(arguments.signer.as_deref())?,
        issued: calendar(issued),
        expires: calendar(expires),
        ..IssueOptions::default()
    };
    let plain = contents::add(plain, arguments)?;
    Ok(arguments.quirk.iter().copied().fold(plain, IssueOptions::with_quirk))
}

fn format(format: DocumentFormat) -> MrzFormat {
    match format {
        DocumentFormat::Td1 => MrzFormat::Td1,
        DocumentFormat::Td2 => MrzFormat::Td2,
        DocumentFormat::Td3 => MrzFormat::Td3,
    }
}

fn holder(arguments: &Issue) -> Result<Holder, Failure> {
    let usual = IssueOptions::default().holder;
    // Seven characters of optional data leave no room for it.
    let personal_number = match arguments.format {
        DocumentFormat::Td2 => String::new(),
        DocumentFormat::Td1 | DocumentFormat::Td3 => usual.personal_number.clone(),
    };
    Ok(Holder {
        personal_number,
        surname: arguments.surname.clone(),
        given_names: arguments.given_names.clone(),
        sex: sex(&arguments.sex)?,
        date_of_birth: calendar(date("--birth", &arguments.birth)?),
        ..usual
    })
}

fn portrait(path: &Path) -> Result<Vec<u8>, Failure> {
    passport_portrait(&files::read(path)?).map_err(|error| Failure::about(path, error))
}

fn active_authentication(kind: ChipKind) -> Option<ActiveAuthenticationKey> {
    match kind {
        ChipKind::ActiveAuthenticationRsa => Some(ActiveAuthenticationKey::Rsa(2048)),
        ChipKind::ActiveAuthenticationEcdsa | ChipKind::Both => {
            Some(ActiveAuthenticationKey::Ecdsa(Curve::BrainpoolP256r1))
        }
        ChipKind::None | ChipKind::ChipAuthentication => None,
    }
}

fn signer(name: Option<&str>) -> Result<SignerAlgorithm, Failure> {
    let Some(name) = name else { return Ok(SignerAlgorithm::default()) };
    SignerAlgorithm::ALL.into_iter().find(|algorithm| algorithm.name() == name).ok_or_else(|| {
        let names: Vec<String> = SignerAlgorithm::ALL.into_iter().map(SignerAlgorithm::name).collect();
        Failure::new(format!("--signer {name}: there are {}", names.join(", ")))
    })
}

fn sex(text: &str) -> Result<Sex, Failure> {
    match text {
        "F" => Ok(Sex::F),
        "M" => Ok(Sex::M),
        "X" => Ok(Sex::X),
        _ => Err(failure("--sex is F, M or X")),
    }
}

fn today() -> Date {
    OffsetDateTime::now_utc().date()
}

fn calendar(date: Date) -> CalendarDate {
    let year = u16::try_from(date.year()).unwrap_or(u16::MAX);
    CalendarDate { year, month: date.month().into(), day: date.day() }
}

fn date(argument: &str, text: &str) -> Result<Date, Failure> {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    Date::parse(text, format).map_err(|_| Failure::new(format!("{argument} is not a date YYYY-MM-DD")))
}

/// The day before the tenth anniversary; a leap day's is 1 March.
fn last_of_ten_years(issued: Date) -> Result<Date, Failure> {
    let year = issued.year() + 10;
    issued
        .replace_year(year)
        .or_else(|_| Date::from_calendar_date(year, Month::March, 1))
        .ok()
        .and_then(Date::previous_day)
        .ok_or_else(|| failure("--issued is too late"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn ten_years_end_on_the_day_before_the_anniversary() {
        for (issued, last) in [
            (date!(2024 - 01 - 31), date!(2034 - 01 - 30)),
            (date!(2024 - 03 - 01), date!(2034 - 02 - 28)),
            (date!(2024 - 02 - 29), date!(2034 - 02 - 28)),
            (date!(2018 - 03 - 01), date!(2028 - 02 - 29)),
            (date!(2025 - 01 - 01), date!(2034 - 12 - 31)),
        ] {
            assert_eq!(last_of_ten_years(issued).unwrap(), last, "{issued}");
        }
        assert!(last_of_ten_years(date!(9995 - 01 - 01)).is_err());
    }
}
