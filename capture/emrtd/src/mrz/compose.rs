//! Writes the machine readable zone of a passport, ICAO 9303-4 §4.2.

use super::{Mrz, MrzError, MrzFields, Sex, check_digit};

/// The zone of a passport (TD3) with these fields and the right check digits; long names are truncated.
pub fn compose_td3(fields: &MrzFields) -> Result<Mrz, MrzError> {
    let names = format!("{}<<{}", fields.surname, fields.given_names).replace(' ', "<");
    let names: String = names.chars().chain(std::iter::repeat('<')).take(39).collect();
    let code = filled(&fields.document_code, 2)?;
    let issuing_state = filled(&fields.issuing_state, 3)?;
    let number = checked(&fields.document_number, 9)?;
    let nationality = filled(fields.nationality.as_deref().unwrap_or_default(), 3)?;
    let birth = checked(&fields.date_of_birth, 6)?;
    let expiry = checked(fields.date_of_expiry.as_deref().unwrap_or_default(), 6)?;
    let optional = checked(fields.optional_data.as_deref().unwrap_or_default(), 14)?;
    let composite = check_digit(&format!("{number}{birth}{expiry}{optional}")).ok_or(MrzError::Character)?;
    let sex = match fields.sex {
        Some(Sex::F) => 'F',
        Some(Sex::M) => 'M',
        Some(Sex::X) | None => '<',
    };
    Mrz::parse(&format!(
        "{code}{issuing_state}{names}\n{number}{nationality}{birth}{sex}{expiry}{optional}{composite}"
    ))
}

/// The text, filled up to its width; a longer one does not fit.
fn filled(text: &str, width: usize) -> Result<String, MrzError> {
    let filled = format!("{text:<<width$}");
    if filled.len() == width { Ok(filled) } else { Err(MrzError::Lines) }
}

/// The filled text with its check digit.
fn checked(text: &str, width: usize) -> Result<String, MrzError> {
    let filled = filled(text, width)?;
    let digit = check_digit(&filled).ok_or(MrzError::Character)?;
    Ok(format!("{filled}{digit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specimen() -> MrzFields {
        MrzFields {
            document_code: "P".into(),
            issuing_state: "UTO".into(),
            document_number: "L898902C3".into(),
            date_of_birth: "740812".into(),
            date_of_expiry: Some("120415".into()),
            sex: Some(Sex::F),
            nationality: Some("UTO".into()),
            surname: "ERIKSSON".into(),
            given_names: "ANNA MARIA".into(),
            optional_data: Some("ZE184226B".into()),
            ..MrzFields::default()
        }
    }

    #[test]
    fn the_specimen_of_9303_4() {
        let mrz = compose_td3(&specimen()).unwrap();
        assert!(mrz.valid() && *mrz.fields() == specimen());
        assert_eq!(mrz.lines()[0], "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<");
        assert_eq!(mrz.lines()[1], "L898902C36UTO7408122F1204159ZE184226B<<<<<10");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let with_number = |number: &str| MrzFields { document_number: number.into(), ..specimen() };
        assert!(matches!(compose_td3(&with_number("L898902C36")), Err(MrzError::Lines)));
        assert!(matches!(compose_td3(&with_number("l898902c3")), Err(MrzError::Character)));
        let long_name = MrzFields { surname: "A".repeat(60), ..specimen() };
        assert_eq!(compose_td3(&long_name).unwrap().fields().surname.len(), 39);
    }
}
