//! EF.SOD of real passports.

mod testdata;

use testdata::{TODAY, read, trust_store};
use verifier::passive::{AcceptedAlgorithms, SecurityObject};

#[test]
fn look() {
    let Some((store, _)) = trust_store() else { return };
    for name in ["AT", "AU", "DE", "FR", "ID", "NZ", "SG", "DE_bad_lastbyte"] {
        let sod = read(&format!("emrtd/sod/{name}.sod.bin")).unwrap();
        let verdict = SecurityObject::verify(&sod, &store, &AcceptedAlgorithms::default(), TODAY);
        println!("{name} {verdict:#?}");
    }
}
