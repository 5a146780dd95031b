//! The published supplier table, row by row.

use corpus::texts as suite;
use scoring::ssvc;

#[test]
fn the_published_supplier_table_agrees() {
    let Some(files) = suite("ssvc-data") else { return };
    let (_, csv) = files.iter().find(|(path, _)| path.ends_with("supplier_patch_development_priority_1_0_0.csv")).unwrap();
    let mut met = 0;
    for line in csv.lines().skip(1) {
        let key = |cell: &str| cell.trim().replace([' ', '-'], "_");
        let cells: Vec<String> = line.split(',').map(key).collect();
        let [_, exploitation, utility, technical, safety, decision] = cells.as_slice() else { panic!("{line}") };
        let found = ssvc::supplier(&[
            ("exploitation", exploitation),
            ("utility", utility),
            ("technical_impact", technical),
            ("public_safety_impact", safety),
        ]);
        assert_eq!(found.unwrap().key(), decision, "{line}");
        met += 1;
    }
    println!("supplier table: {met} of 36");
    assert_eq!(met, 36);
}
