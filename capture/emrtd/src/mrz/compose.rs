//! Writes machine readable zones, ICAO 9303-4 to 9303-7.

use super::icao::{Layout, after, layout};
use super::parse::Span;
use super::{Mrz, MrzError, MrzFields, MrzFormat, Sex, check_digit};

/// The zone of a passport (TD3) with these fields and the right check digits; long names are truncated.
pub fn compose_td3(fields: &MrzFields) -> Result<Mrz, MrzError> {
    compose(MrzFormat::Td3, fields)
}

/// The zone of any format of ICAO 9303 with these fields and the right check digits; long names are truncated, long
/// document numbers go on in the optional data where the format lets them.
pub fn compose(format: MrzFormat, fields: &MrzFields) -> Result<Mrz, MrzError> {
    let layout = layout(format).ok_or(MrzError::Lines)?;
    let mut zone = Zone::empty(format)?;
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    zone.put(&layout.code, &fields.document_code)?;
    zone.put(&layout.issuing_state, &fields.issuing_state)?;
    zone.put_names(&layout.names, fields)?;
    zone.put_document_number(layout, &fields.document_number, &text(&fields.optional_data))?;
    zone.put(&layout.nationality, &text(&fields.nationality))?;
    zone.put_checked(&layout.date_of_birth, &fields.date_of_birth)?;
    zone.put_checked(&layout.date_of_expiry, &text(&fields.date_of_expiry))?;
    zone.put(&layout.sex, sex(fields.sex))?;
    if layout.optional_data_is_checked {
        zone.put_digit(&after(&layout.optional_data), &zone.read(&layout.optional_data))?;
    }
    match &layout.optional_data_2 {
        Some(span) => zone.put(span, &text(&fields.optional_data_2))?,
        None if text(&fields.optional_data_2).is_empty() => {}
        None => return Err(MrzError::Lines),
    }
    if let Some((digit, parts)) = &layout.composite {
        let covered: String = parts.iter().map(|span| zone.read(span)).collect();
        zone.put_digit(digit, &covered)?;
    }
    Mrz::parse(&zone.lines.join("\n"))
}

fn sex(sex: Option<Sex>) -> &'static str {
    match sex {
        Some(Sex::F) => "F",
        Some(Sex::M) => "M",
        Some(Sex::X) | None => "<",
    }
}

/// A zone in the making: fillers where nothing stands yet.
struct Zone {
    lines: Vec<String>,
}

impl Zone {
    fn empty(format: MrzFormat) -> Result<Self, MrzError> {
        let (lines, length) = match format {
            MrzFormat::Td1 => (3, 30),
            MrzFormat::Td2 | MrzFormat::MrvB => (2, 36),
            MrzFormat::Td3 | MrzFormat::MrvA => (2, 44),
            MrzFormat::French | MrzFormat::Swiss => return Err(MrzError::Lines),
        };
        Ok(Self { lines: vec!["<".repeat(length); lines] })
    }

    fn read(&self, (line, range): &Span) -> String {
        self.lines.get(*line).and_then(|line| line.get(range.clone())).unwrap_or_default().to_owned()
    }

    /// Puts the text at the span's beginning; a longer one does not fit.
    fn put(&mut self, (line, range): &Span, text: &str) -> Result<(), MrzError> {
        if !text.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'<')) {
            return Err(MrzError::Character);
        }
        let end = range.start.saturating_add(text.len());
        let line = self.lines.get_mut(*line).filter(|line| end <= range.end && end <= line.len());
        line.ok_or(MrzError::Lines)?.replace_range(range.start..end, text);
        Ok(())
    }

    fn put_digit(&mut self, span: &Span, covered: &str) -> Result<(), MrzError> {
        let digit = check_digit(covered).ok_or(MrzError::Character)?;
        self.put(span, &digit.to_string())
    }

    /// The field, and right behind it its check digit.
    fn put_checked(&mut self, span: &Span, text: &str) -> Result<(), MrzError> {
        self.put(span, text)?;
        self.put_digit(&after(span), &self.read(span))
    }

    fn put_names(&mut self, span: &Span, fields: &MrzFields) -> Result<(), MrzError> {
        let names = format!("{}<<{}", fields.surname, fields.given_names).replace(' ', "<");
        let names: String = names.chars().take(span.1.len()).collect();
        self.put(span, &names)
    }

    /// Beyond nine characters the number goes on in the optional data, ICAO 9303-5 §4.2.2 and 9303-6 §4.2.2.
    fn put_document_number(&mut self, layout: &Layout, number: &str, optional: &str) -> Result<(), MrzError> {
        let span = &layout.document_number;
        match number.split_at_checked(span.1.len()) {
            Some((start, rest)) if !rest.is_empty() && layout.long_document_numbers => {
                let digit = check_digit(number).ok_or(MrzError::Character)?;
                self.put(span, start)?;
                self.put(&layout.optional_data, &format!("{rest}{digit}<{optional}"))
            }
            _ => {
                self.put_checked(span, number)?;
                self.put(&layout.optional_data, optional)
            }
        }
    }
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

    #[test]
    fn the_specimens_of_9303_5_and_9303_6() {
        let card = MrzFields {
            document_code: "I".into(),
            document_number: "D23145890".into(),
            optional_data: None,
            ..specimen()
        };
        let lines = |format| compose(format, &card).unwrap().lines().to_vec();
        let td1 = [
            "I<UTOD231458907<<<<<<<<<<<<<<<",
            "7408122F1204159UTO<<<<<<<<<<<6",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ];
        assert_eq!(lines(MrzFormat::Td1), td1);
        let td2 = ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"];
        assert_eq!(lines(MrzFormat::Td2), td2);
        assert!(matches!(compose(MrzFormat::Swiss, &card), Err(MrzError::Lines)));
    }

    #[test]
    fn a_long_number_goes_on_in_the_optional_data() {
        let fields = MrzFields {
            document_code: "I".into(),
            document_number: "D23145890734".into(),
            optional_data: Some("AB".into()),
            optional_data_2: Some("CD".into()),
            ..specimen()
        };
        let mrz = compose(MrzFormat::Td1, &fields).unwrap();
        assert!(mrz.valid() && *mrz.fields() == fields);
        assert!(mrz.lines()[0].starts_with("I<UTOD23145890<7349<AB<"));
        let fits_not = |number: &str| {
            compose(MrzFormat::Td1, &MrzFields { document_number: number.into(), ..fields.clone() })
        };
        assert!(matches!(fits_not("D231458907341234567890123"), Err(MrzError::Lines)));
        assert!(matches!(compose(MrzFormat::Td2, &fields), Err(MrzError::Lines)));
    }
}
