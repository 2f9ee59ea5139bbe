//! The keys of `docparity.toml`: one table that the reader, the schema for
//! editors, `docparity config` and the documentation share.

use serde_json::{Map, Value, json};

/// A top-level key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// An example of its line or table in the file.
    pub example: &'static str,
}

/// Every top-level key, in the order in which they are explained.
pub const KEYS: &[Key] = &[
    Key { name: "roots", about: "Folders to read where the command line names none", example: "roots = [\"docs\"]" },
    Key {
        name: "source-locale",
        about: "The locale that the others are held against; unless you say, pages outside of locales' folders, else en-US, else en, else another English",
        example: "source-locale = \"en-US\"",
    },
    Key {
        name: "locales",
        about: "The translations to read; unless you say, every locale that is found",
        example: "locales = [\"fr-FR\", \"zh-CN\"]",
    },
    Key {
        name: "exclude",
        about: "Files and folders that are left alone, as in .gitignore; what .gitignore names is left alone too",
        example: "exclude = [\"drafts/\"]",
    },
    Key {
        name: "include",
        about: "If this is there, only files that match are pages",
        example: "include = [\"docs/**/*.md\"]",
    },
    Key {
        name: "topic-keys",
        about: "Keys of front matter whose value the pages of a topic share, before ms:assetid, ms.assetid, translationKey and uid",
        example: "topic-keys = [\"guid\"]",
    },
    Key {
        name: "terms",
        about: "Words that stand in every translation as they are",
        example: "terms = [\"Example Cloud\"]",
    },
    Key {
        name: "baseline",
        about: "A file of findings that are known and accepted, as --write-baseline makes it",
        example: "baseline = \"docparity-baseline.json\"",
    },
    Key {
        name: "max-file-size",
        about: "A larger file is reported and not read",
        example: "max-file-size = \"16MiB\"",
    },
    Key { name: "threads", about: "Threads to work with; unless you say, one per core", example: "threads = 4" },
    Key {
        name: "folders",
        about: "Folders that do not say their locale themselves, counted from this file",
        example: "[folders]\n\"docs/german\" = \"de-DE\"",
    },
    Key {
        name: "layout",
        about: "Where pages are, if that is not found out: {locale}, {path} and placeholders of your own such as {version}; `source` where the source's pages stand elsewhere",
        example: "[[layout]]\npattern = \"translations/{locale}/{version}/{path}\"\nsource = \"docs/{version}/{path}\"",
    },
    Key {
        name: "checks",
        about: "What the findings of a check count as: error, warning, note or off",
        example: "[checks]\nurl-changed = \"error\"\ntitle-differs = \"off\"",
    },
    Key {
        name: "override",
        about: "The same for certain paths or locales; of several that match, the last counts",
        example: "[[override]]\npaths = [\"blog/**\"]\nlocales = [\"fr-FR\"]\nchecks = { number-changed = \"note\" }",
    },
    Key {
        name: "product",
        about: "Products that the catalogue does not know: other spellings, and how versions are written (year, number, or names)",
        example: "[[product]]\nname = \"Example Server\"\naliases = [\"Example\"]\nversions = [\"year\", \"number\"]",
    },
];

/// A JSON Schema of the file, for editors. `checks` are the ids that it may name.
pub fn schema(checks: &[&str]) -> Value {
    let texts = json!({"type": "array", "items": {"type": "string"}});
    let levels: Map<String, Value> =
        checks.iter().map(|id| ((*id).to_owned(), json!({"$ref": "#/$defs/level"}))).collect();
    let level_table = json!({"type": "object", "additionalProperties": false, "properties": levels});
    let table = |properties: Value, required: &[&str]| {
        json!({"type": "array", "items": {
            "type": "object", "additionalProperties": false, "properties": properties, "required": required}})
    };
    let text = || json!({"type": "string"});
    let of_key = |name: &str| match name {
        "source-locale" | "baseline" => text(),
        "max-file-size" => json!({"type": ["string", "integer"]}),
        "threads" => json!({"type": "integer", "minimum": 1}),
        "folders" => json!({"type": "object", "additionalProperties": {"type": "string"}}),
        "layout" => table(json!({"pattern": text(), "source": text()}), &["pattern"]),
        "checks" => json!({"$ref": "#/$defs/levels"}),
        "override" => {
            table(json!({"paths": texts, "locales": texts, "checks": {"$ref": "#/$defs/levels"}}), &["checks"])
        }
        "product" => table(json!({"name": text(), "aliases": texts, "versions": texts, "known": texts}), &["name"]),
        _ => texts.clone(),
    };
    let properties: Map<String, Value> = KEYS
        .iter()
        .map(|key| {
            let mut property = of_key(key.name);
            if let Some(property) = property.as_object_mut() {
                property.insert("description".to_owned(), json!(key.about));
            }
            (key.name.to_owned(), property)
        })
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "docparity.toml",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "$defs": {
            "level": {"enum": ["error", "warning", "note", "off"]},
            "levels": level_table,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_read_and_sets_its_key() {
        let ids: Vec<&str> = vec!["url-changed", "title-differs", "number-changed"];
        for key in KEYS {
            let config = crate::config::file::parse("docparity.toml".into(), key.example, &ids);
            let config = config.unwrap_or_else(|error| panic!("{}: {error}", key.name));
            assert_eq!(config.lines.keys().collect::<Vec<_>>(), [key.name]);
            let differs =
                crate::config::Config { file: config.file.clone(), lines: config.lines.clone(), ..Default::default() };
            // The example of the size is what holds anyway.
            assert!(config != differs || key.name == "max-file-size", "{}", key.name);
        }
        let all: Vec<&str> = KEYS.iter().map(|key| key.example).collect();
        assert!(crate::config::file::parse("docparity.toml".into(), &all.join("\n"), &ids).is_ok());
    }

    #[test]
    fn the_schema_knows_the_keys_of_tables() {
        let schema = schema(&["url-changed"]);
        let of = |name: &str| {
            let properties = schema["properties"][name]["items"]["properties"].as_object().unwrap();
            properties.keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(of("layout"), ["pattern", "source"]);
        assert_eq!(of("override"), ["checks", "locales", "paths"]);
        assert_eq!(of("product"), ["aliases", "known", "name", "versions"]);
        assert!(schema["$defs"]["levels"]["properties"]["url-changed"].is_object());
    }
}
