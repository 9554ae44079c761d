//! `idkontroll simulate issue`: a specimen passport in a folder.

use crate::arguments::{AccessKind, ChipKind, Issue, SimulateCommand};
use crate::files;
use crate::outcome::{Failure, Outcome, failure};
use capture::SystemRandomness;
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::DataGroup1;
use emrtd::mrz::{CalendarDate, Sex};
use emrtd_simulator::{
    Access, ActiveAuthenticationKey, ChipAuthenticationKey, Holder, IssueOptions, PaceParameters,
    SignerAlgorithm, Specimen, issue, passport_portrait,
};
use serde_json::json;
use time::{Date, OffsetDateTime};

pub fn run(SimulateCommand::Issue(arguments): &SimulateCommand) -> Result<Outcome, Failure> {
    writing::must_be_free(&arguments.out)?;
    let options = options(arguments)?;
    let specimen = issue(&options, &mut SystemRandomness::new()).map_err(failure)?;
    let mrz = mrz(&specimen)?;
    writing::fill_folder(&arguments.out, |folder| {
        specimen.store(folder).map_err(failure)?;
        writing::write(&folder.join("mrz.txt"), format!("{mrz}\n").as_bytes())
    })?;
    let names: Vec<String> = specimen.files().keys().map(ElementaryFile::to_string).collect();
    let anchor = arguments.out.join("trust").join("csca.cer");
    let report = json!({
        "document": arguments.out,
        "reader": format!("sim:{}", arguments.out.display()),
        "mrz": mrz,
        "can": specimen.passwords().card_access_number,
        "files": names,
        "trust_anchor": anchor,
    });
    let text = format!(
        "Specimen passport in {}\n  reader     sim:{}\n  files      {}\n  anchor     {} (specimen: only the demonstration policies accept it)\n{mrz}",
        arguments.out.display(),
        arguments.out.display(),
        names.join(", "),
        anchor.display()
    );
    Outcome::done(&report, text)
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
    let expires = arguments
        .expires
        .as_deref()
        .map_or_else(|| ten_years_after(issued), |text| date("--expires", text))?;
    let portrait = arguments
        .portrait
        .as_ref()
        .map(|path| passport_portrait(&files::read(path)?).map_err(|error| Failure::about(path, error)));
    Ok(IssueOptions {
        holder: Holder {
            surname: arguments.surname.clone(),
            given_names: arguments.given_names.clone(),
            sex: sex(&arguments.sex)?,
            date_of_birth: date("--birth", &arguments.birth)?,
            ..IssueOptions::default().holder
        },
        document_number: arguments.document_number.clone(),
        card_access_number: arguments.can.clone(),
        portrait: portrait.transpose()?,
        access: access(arguments.access),
        chip_authentication: chip_authentication(arguments.chip),
        active_authentication: active_authentication(arguments.chip),
        signer: signer(arguments.signer.as_deref())?,
        issued,
        expires,
        ..IssueOptions::default()
    })
}

fn access(kind: AccessKind) -> Access {
    match kind {
        AccessKind::Bac => Access::Bac,
        AccessKind::Pace => Access::Pace(PaceParameters::default()),
        AccessKind::PaceAndBac => Access::PaceAndBac(PaceParameters::default()),
    }
}

fn chip_authentication(kind: ChipKind) -> Option<ChipAuthenticationKey> {
    matches!(kind, ChipKind::ChipAuthentication | ChipKind::Both).then(ChipAuthenticationKey::default)
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

fn today() -> CalendarDate {
    calendar(OffsetDateTime::now_utc().date())
}

fn calendar(date: Date) -> CalendarDate {
    let year = u16::try_from(date.year()).unwrap_or(u16::MAX);
    CalendarDate { year, month: date.month().into(), day: date.day() }
}

fn date(argument: &str, text: &str) -> Result<CalendarDate, Failure> {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    Date::parse(text, format)
        .map(calendar)
        .map_err(|_| Failure::new(format!("{argument} is not a date YYYY-MM-DD")))
}

/// The day before the same day ten years later.
fn ten_years_after(issued: CalendarDate) -> Result<CalendarDate, Failure> {
    let impossible = || failure("--issued is too late");
    let month = time::Month::try_from(issued.month).map_err(|_| impossible())?;
    let later = Date::from_calendar_date(i32::from(issued.year) + 10, month, issued.day.min(28));
    later.ok().and_then(Date::previous_day).map(calendar).ok_or_else(impossible)
}
