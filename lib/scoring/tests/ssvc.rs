//! The published tables, row by row, and the answers that CVE records carry.

use corpus::texts as suite;
use scoring::ssvc::{self, Computed, SelectionList, Table};
use serde_json::Value;

#[test]
fn every_published_table_agrees() {
    let Some(files) = suite("ssvc-data") else { return };
    let (mut tables, mut met) = (0, 0);
    for (path, text) in files.iter().filter(|(path, _)| path.contains("json/decision_tables/") && !path.contains("/cvss/")) {
        let json: Value = serde_json::from_str(text).unwrap();
        let cell = |name: &str| json[name].as_str().unwrap();
        let id = format!("{}:{}:{}", cell("namespace"), cell("key"), cell("version"));
        let table: &'static Table = ssvc::table(&id).unwrap_or_else(|| panic!("{path}: no {id}"));
        for row in json["mapping"].as_array().unwrap() {
            let given: Vec<(&str, &str)> = row.as_object().unwrap().iter().map(|(k, v)| (k.as_str(), v.as_str().unwrap())).collect();
            let path = table.walk(&given).unwrap();
            assert_eq!(path.outcome().key, row[table.outcome.id].as_str().unwrap(), "{id} {given:?}");
            met += 1;
        }
        tables += 1;
    }
    println!("published SSVC tables: {tables} of 9, {met} of 403 rows");
    assert_eq!((tables, met), (9, 403));
}

#[test]
fn every_point_has_the_published_values_in_order() {
    let Some(files) = suite("ssvc-data") else { return };
    let mut met = 0;
    for (_, text) in files.iter().filter(|(path, _)| path.contains("json/decision_points/")) {
        let json: Value = serde_json::from_str(text).unwrap();
        let id = format!("{}:{}:{}", json["namespace"].as_str().unwrap(), json["key"].as_str().unwrap(), json["version"].as_str().unwrap());
        let Some(point) = ssvc::points().iter().find(|point| point.id == id) else { continue };
        let published: Vec<_> =
            json["values"].as_array().unwrap().iter().map(|v| (v["key"].as_str().unwrap(), v["name"].as_str().unwrap())).collect();
        let own: Vec<_> = point.values.iter().map(|answer| (answer.key, answer.name_en)).collect();
        assert_eq!((own, point.name_en), (published, json["name"].as_str().unwrap()), "{id}");
        met += 1;
    }
    println!("published SSVC points: {met} of {}", ssvc::points().len());
    assert_eq!(met, ssvc::points().len());
}

#[test]
fn the_published_example_is_read() {
    let Some(files) = suite("ssvc-data") else { return };
    let (_, text) = files.iter().find(|(path, _)| path.ends_with("Decision_Point_Value_Selection-2-0-0.json")).unwrap();
    let list = SelectionList::read(text.as_bytes()).unwrap();
    assert_eq!(list.pairs(), [("E", "A"), ("A", "Y"), ("TI", "T")]);
    let again: Value = serde_json::from_str(text).unwrap();
    assert_eq!(list.to_json(), again);
    let open = ssvc::table("DT_CO").unwrap().possible(&list.pairs());
    assert_eq!(open.iter().map(|answer| answer.key).collect::<Vec<_>>(), ["AT", "AC"]);
}

#[test]
fn answers_in_cve_records_are_understood() {
    let Some(files) = suite("cve5-vulnrichment") else { return };
    let table = ssvc::table("DT_CO").unwrap();
    let (mut met, mut all) = (0, 0);
    for (path, text) in &files {
        if !text.contains("\"ssvc\"") {
            continue;
        }
        let json: Value = serde_json::from_str(text).unwrap();
        let found = json.pointer("/containers/adp").and_then(Value::as_array).into_iter().flatten();
        let metrics = found.flat_map(|adp| adp["metrics"].as_array().into_iter().flatten());
        for content in metrics.filter(|metric| metric["other"]["type"] == "ssvc").map(|metric| &metric["other"]["content"]) {
            all += 1;
            let computed = Computed::read(content.to_string().as_bytes()).unwrap_or_else(|faults| panic!("{path}: {faults:?}"));
            let pairs = computed.pairs();
            // Mission and well-being is what a reader adds; with any answer the table decides.
            let whole: Vec<_> = pairs.iter().copied().chain([("MWI", "M")]).collect();
            if table.walk(&whole).is_ok() && !table.possible(&pairs).is_empty() {
                met += 1;
            } else {
                println!("  {path}: {pairs:?}");
            }
        }
    }
    println!("SSVC in CVE records: {met} of {all}");
    assert!(all > 1_000);
    assert_eq!(met, all);
}
