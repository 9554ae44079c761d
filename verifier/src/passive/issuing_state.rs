//! The issuing state in the machine readable zone against the one in certificates, ICAO 9303-3 §5 and 9303-12 §7.1.

use std::collections::HashMap;
use std::sync::OnceLock;

/// For each code of the zone the country names of certificates.
const TABLE: &str = include_str!("../../../assets/country_codes.toml");

fn table() -> &'static HashMap<String, Vec<String>> {
    static PARSED: OnceLock<HashMap<String, Vec<String>>> = OnceLock::new();
    PARSED.get_or_init(|| toml::from_str(TABLE).unwrap_or_default())
}

/// True when documents of `zone` (for example `D`) may be signed under certificates of `country` (`DE`).
pub(super) fn may_sign(zone: &str, country: &str) -> bool {
    table()
        .get(zone)
        .is_some_and(|countries| countries.iter().any(|known| known.eq_ignore_ascii_case(country)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_territories_and_organisations() {
        for (zone, country) in [
            ("NOR", "NO"),
            ("D", "DE"),
            ("UTO", "UT"),
            ("UNO", "UN"),
            ("EUE", "EU"),
            ("GBD", "BM"),
            ("CHN", "HK"),
            ("RKS", "KS"),
            ("AUT", "at"),
        ] {
            assert!(may_sign(zone, country), "{zone} {country}");
        }
        for (zone, country) in [("NOR", "SE"), ("AUS", "AT"), ("", ""), ("XXX", "XX"), ("NO", "NO")] {
            assert!(!may_sign(zone, country), "{zone} {country}");
        }
        assert!(table().len() > 249);
    }
}
