//! What is read from sentences, language by language.
//!
//! A claim is written as its value; `~` before it marks a soft one, `/` stands
//! before its alternate. `not` and `maybe` are the two general negations.

use super::*;
use crate::claim::{Claim, Values};
use crate::locale::terms::End;
use crate::locale::{Locale, Pack};

fn read(tag: &str, text: &str) -> String {
    let locale: Locale = tag.parse().unwrap();
    read_with(locale.pack(), text)
}

fn read_with(pack: &Pack, text: &str) -> String {
    let (mut values, mut claims) = (Values::default(), Vec::new());
    extract(text, &[], pack, &mut Sink::new(&mut values, &mut claims, 0, 0), &mut Vec::new());
    claims.sort_by_key(|claim| (claim.text.start, claim.kind));
    let show = |claim: &Claim| {
        let soft = if claim.soft { "~" } else { "" };
        let alternate = claim.alternate.map(|value| format!("/{}", values.text(value))).unwrap_or_default();
        match values.text(claim.value) {
            "negation:no" => "not".to_owned(),
            "negation:maybe" => "maybe".to_owned(),
            "negation:turned" => "turned".to_owned(),
            "negation:absorbed" => "absorbed".to_owned(),
            value => format!("{soft}{value}{alternate}"),
        }
    };
    claims.iter().map(show).collect::<Vec<_>>().join(", ")
}

/// Checks a table of sentences with what is read from each.
fn check(tag: &str, sentences: &[(&str, &str)]) {
    for (text, expected) in sentences {
        assert_eq!(read(tag, text), *expected, "{tag}: {text}");
    }
}

#[test]
fn english() {
    check(
        "en-US",
        &[
            ("A pool holds 1,000 users and 4.5 GB of data.", "1000, 4.5 GB"),
            ("Wait 10-20 minutes, then 24 to 48 hours.", "10 min, 20 min, 24 h, 48 h"),
            ("Keep logs for 5, 10, or 15 days.", "maybe, 5 d, 10 d, 15 d"),
            ("a 32-bit system with a 10-digit code", "32 bit, 10"),
            ("The service is a no-op; add --no-cache.", "maybe, maybe"),
            ("Use 80% of 1.5 million, that is 64KB.", "80 %, 1500000, 64 KB"),
            ("two of the twenty-four servers, the third one", "~2, ~24, ~#3, ~1"),
            ("the 2nd of 4,294,967,295 values", "~#2, 4294967295"),
            ("Call +1 (425) 555-0100 or 14255550100.", "14255550100, 14255550100"),
            ("from 192.168.0.1 to 10.0.0.0/8 and fe80::1", "192.168.0.1, 10.0.0.0/8, fe80::1"),
            ("build 4.0.7577.0 of pool01, H.264, R2 and x64", "4.0.7577.0, ~01, ~264, ~2, ~64"),
            ("at -24 dB, port 5061/TCP, 640x480 pixels", "-24 dB, 5061, 640 px, 480 px"),
            ("numeric(10,2) and {2,3,7} in 3.10.x", "10, 2, 3, 7, 3.10.x"),
            ("Released on February 12, 2013, in June 2014 and on 7/3/2012.", "2013-02-12, 2014-06, 2012-07-03"),
            ("Since 2010, on June 4th at 5:30 PM; 12:00 AM; by 23:15:10.", "2010, 06-04, 17:30, 00:00, 23:15:10"),
            ("You may 4 times a day; at noon in May 2013.", "4, ~12:00, 2013-05"),
            ("12-Jun-2026 is not 2013-02-12.", "2026-06-12, not, 2013-02-12"),
            ("1/1/1753 12:00:00 AM", "1753-01-01, 00:00"),
            ("a 4.50 MB file, version 1.30", "4.5 MB, 1.30"),
            ("HD 1080p over SIP/5061from host:Port443 with 2x RAID", "~1080, ~5061, ~443, ~2"),
            ("a loss of .05, less than .1%, in v.5", "maybe, 0.05, maybe, 0.1 %, ~5"),
            ("dial 9-1-1 for E9-1-1, not 9-1-1-2", "911, ~9-1-1, not, 9, 1, 1, 2"),
            ("34-by-44 inches, 3 miles", "34 in, 44 in, 3 mi"),
            ("on 7/17/12012 and on 7/17/2012", "12012-07-17, 2012-07-17"),
            ("It is not yet fully supported.", "not, supported:no"),
            ("You cannot enable it, and archiving is disabled.", "not, possible:no, ~enabled:maybe, maybe, enabled:no"),
            ("No change is required.", "not, ~required:maybe"),
            ("This is not available until you restart.", "not, ~available:maybe, turned"),
            ("Install it as soon as possible, whether or not you can.", "possible:yes"),
            ("Users must not share a mailbox without a license.", "not, must:no, maybe"),
            ("The file can no longer be used.", "not, possible:no"),
            ("Unmodified files are underlined until then.", "maybe, turned"),
            ("No", "answer:no, not"),
            ("Yes, with limits.", "answer:yes, maybe"),
            ("No users are affected.", "not"),
        ],
    );
}

#[test]
fn french() {
    check(
        "fr-FR",
        &[
            ("15\u{a0}000 utilisateurs, 1\u{202f}500 Mo et 4,5 Go", "15000, 1500 MB, 4.5 GB"),
            ("1.000 ou 99,985 % de 15,000", "1000 %/1 %, 99.985 %/99985 %, 15/15000"),
            ("de 10 à 20 minutes, 24-48 heures", "10 min, 20 min, 24 h, 48 h"),
            ("un système 32 bits à 1 400 Kbits/s", "~1, 32 bit, 1400 kbps"),
            ("deux serveurs, la troisième fois, le 2e pool", "~2, ~#3, ~#2"),
            ("quatre-vingt-dix des cent pages", "~90, ~100"),
            ("le 12 février 2013, en juin 2014, le 1er avril", "2013-02-12, 2014-06, 04-01"),
            ("le 03/07/2012 et le 2/28/2012", "2012-07-03/2012-03-07, 2012-02-28"),
            ("à 23 h 15 ou 17:30, pendant 24 h, à minuit", "23:15, 17:30, 24 h, ~00:00"),
            ("depuis 2010, le pool 2013", "2010, ~2013"),
            ("La mise à jour 2013 février", "2013-02"),
            ("de 9 h 30 à 17 h 30 heure de Paris", "09:30, 17:30"),
            ("au 01 23 45 67 89, 86X112 cm", "0123456789, 86 cm, 112 cm"),
            ("Il ne peut être géré que par vous, il ne peut être qu’au bureau.", ""),
            ("un grand pas en avant, mais pas ici", "~1, not"),
            ("Cela n’est pas encore pris en charge.", "not, supported:no"),
            ("Le serveur ne prend pas en charge IPv6.", "not, supported:no, ~6"),
            ("Vous ne pouvez donc pas activer le service.", "not, possible:no, ~enabled:maybe"),
            ("Cette option n’est plus disponible.", "not, available:no"),
            ("Ce n’est possible que sur le serveur.", "possible:yes"),
            ("L’archivage est désactivé, sauf si vous l’activez.", "maybe, ~enabled:maybe, turned, ~enabled:maybe"),
            ("Aucune modification n’est requise.", "not, ~required:maybe"),
            ("N’oubliez pas le mot de passe.", ""),
            ("Vous ne devez pas partager la boîte.", "not, must:no"),
            ("Oui", "answer:yes"),
            ("Non.", "answer:no, not"),
        ],
    );
}

#[test]
fn simplified_chinese() {
    check(
        "zh-CN",
        &[
            ("最多 8 万个用户，共12个池", "maybe, 80000, 12"),
            ("10分钟到20分钟，24-48 小时", "10 min, 20 min, 24 h, 48 h"),
            ("64 位系统、10 位数字和 IPv6 位址", "64 bit, 10, ~6"),
            ("两台服务器，第三个池，第 2 步", "~2, ~#3, ~#2"),
            ("三千五百万个，统一，百分之八十", "~35000000, ~80 %"),
            ("１２ 个", ""),
            ("80% 和 4.5 GB，1,000 名用户", "80 %, 4.5 GB, 1000"),
            ("2013 年 2 月 12 日，2013年2月，6月4日", "2013-02-12, 2013-02, 06-04"),
            ("2012/7/3 与 7/3/2012", "2012-07-03, 2012-07-03"),
            ("下午 5:00、晚上 12:00、上午 9点", "17:00, 00:00, 09:00"),
            ("二月份2013 和 2月2013", "2013-02, 2013-02"),
            ("持续 5 年，2010 年起", "5 yr, 2010"),
            ("在 7 月份的 3 个月内", "~7, 3 mo"),
            ("编号不会太长，也不同", "maybe"),
            ("不支持此功能。", "not, supported:no"),
            ("尚不会启用存档。", "not, enabled:no"),
            ("如果不是由 Lync 明确支持的方案", "not, ~supported:maybe"),
            ("只有重新启动后，该功能才可用。", "turned, absorbed, ~available:maybe"),
            ("无需更改证书，请勿删除。", "not, required:no, not, must:no, maybe"),
            ("不同的服务器是否可用？", "maybe, available:yes"),
            ("建议您不要更改类别。", "not, recommended:no"),
            ("您可以禁用该服务。", "possible:yes, maybe, enabled:no"),
            ("否", "answer:no, not"),
            ("双击 Do not use NLA。", "not"),
        ],
    );
}

#[test]
fn traditional_chinese() {
    check(
        "zh-TW",
        &[
            ("最多 8 萬個使用者，共12個集區", "maybe, 80000, 12"),
            ("10分鐘到20分鐘，24-48 小時", "10 min, 20 min, 24 h, 48 h"),
            ("32 位元系統、16 個位元組", "32 bit, 16 B"),
            ("兩部伺服器，第三個集區", "~2, ~#3"),
            ("12 週、3 個月、200毫秒", "12 wk, 3 mo, 200 ms"),
            ("2013 年 2 月 12 日，6月4日", "2013-02-12, 06-04"),
            ("下午 5:00、2012/7/3", "17:00, 2012-07-03"),
            ("一百二十個連接埠", "~120"),
            ("不支援此功能。", "not, supported:no"),
            ("預設不會啟用清除功能。", "not, enabled:no"),
            ("必須等到更新後才可使用。", "~must:maybe, absorbed"),
            ("您無法新增伺服器。", "not, possible:no"),
            ("請勿在此時建立關聯。", "not, must:no"),
            ("不僅如此，集區仍然可用。", "maybe, available:yes"),
            ("未接來電與語音信箱", "maybe"),
            ("建議不要使用。", "not, recommended:no"),
            ("是", "answer:yes"),
        ],
    );
}

#[test]
fn japanese() {
    check(
        "ja-JP",
        &[
            ("最大 8 万ユーザー、4.5 GB", "80000, 4.5 GB"),
            ("10 分から 20 分、24 時間", "10 min, 20 min, 24 h"),
            ("32 ビット システム、3 か月間", "32 bit, 3 mo"),
            ("2 つのプール、3 番目のサーバー、第1章", "2, ~#3, ~#1"),
            ("2013 年 2 月 12 日、2013年2月、6月4日", "2013-02-12, 2013-02, 06-04"),
            ("午後 5:30、2012/7/3", "17:30, 2012-07-03"),
            ("1,000 人の 80 パーセント", "1000, 80 %"),
            ("この機能はサポートされていません。", "not, supported:no"),
            ("この機能はサポートされています。", "supported:yes"),
            ("サーバーを追加することはできません。", "not, possible:no"),
            ("サービスを再起動する必要はありません。", "not, required:no"),
            ("サービスを再起動する必要があります。", "required:yes"),
            ("再起動しなければなりません。", "must:yes"),
            ("既定では有効になっていません。", "not, enabled:no"),
            ("ファイルを削除しないでください。", "not, must:no"),
            ("必要に応じて設定をおこないます。", ""),
            ("少なくとも 2 台が利用できません。", "2, not, available:no"),
            ("この構成は推奨されず、保守のみの対象です。", "not, recommended:no, maybe"),
            ("変更しなかった場合は、そのまま使えます。", "not, maybe"),
            ("最大で 63 文字、16進数は 2 桁です。", "63, 16, 2"),
            ("0.25 秒ごとに 3 回", "0.25 s, 3"),
            ("この文字のサポートが削除されました。", "maybe, supported:no"),
            ("配列を更新しなければいけません。", "must:yes"),
            ("フォルダーと同じ名前と見なします。", ""),
            ("タグが無い点が異なります。", "not"),
            ("問題のない書き方、競合していないかの確認", ""),
            ("バンドルには含まれず、サーバーで読みます。", "not"),
            ("いいえ", "answer:no, not"),
        ],
    );
}

#[test]
fn german() {
    check(
        "de-DE",
        &[
            ("15.000 Benutzer und 4,5 GB", "15000/15, 4.5 GB"),
            ("10 bis 20 Minuten, 24-48 Stunden", "10 min, 20 min, 24 h, 48 h"),
            ("ein 32-Bit-System mit 80 Prozent", "~1, 32 bit, 80 %"),
            ("zwei Server, der dritte Pool", "~2, ~#3"),
            ("am 12. Februar 2013, im Juni 2014", "2013-02-12, 2014-06"),
            ("am 03.07.2012 um 17:30 Uhr", "2012-07-03, 17:30"),
            ("seit 2010, 3 Millionen Anrufe", "2010, 3000000"),
            ("Dies wird nicht unterstützt.", "not, supported:no"),
            ("Lync unterstützt diese Funktion nicht.", "~supported:maybe, not"),
            ("IPv6 wird unterstützt.", "~6, supported:yes"),
            ("Sie können keine Server hinzufügen.", "not, possible:no"),
            ("Ein Neustart ist nicht erforderlich.", "~1, not, required:no"),
            ("Die Archivierung ist deaktiviert.", "maybe, enabled:no"),
            ("Sie ist erst nach dem Neustart verfügbar.", "turned, ~available:maybe"),
            ("Kennwörter dürfen nicht leer sein.", "not, must:no, maybe"),
            ("nicht nur heute", ""),
            ("Diese Option ist nicht mehr verfügbar.", "not, available:no"),
            ("Das Löschen ist nicht möglich.", "not, possible:no"),
            ("Die Datei ist 1,5 MB groß, der Wert liegt bei 0,25 Sekunden.", "1.5 MB, 0.25 s"),
            ("Das Update hebt die Unterstützung für dieses Zeichen auf.", ""),
            ("Der Server bietet Unterstützung für Anrufe.", "supported:yes"),
            ("Wir können es kaum erwarten.", ""),
            ("Nein", "answer:no, not"),
        ],
    );
}

#[test]
fn korean() {
    check(
        "ko-KR",
        &[
            ("서버 8대와 사용자 1,000명", "8, 1000"),
            ("10분에서 20분, 24시간", "10 min, 20 min, 24 h"),
            ("32비트 시스템, 4.5GB, 80%", "32 bit, 4.5 GB, 80 %"),
            ("두 개의 풀, 세 번째 서버, 2번째", "~2, ~#3, ~#2"),
            ("2013년 2월 12일, 2013년 2월, 6월 4일", "2013-02-12, 2013-02, 06-04"),
            ("오후 5:30, 2012/7/3", "17:30, 2012-07-03"),
            ("3개월 동안, 5억 개", "3 mo, 500000000"),
            ("이 기능은 지원되지 않습니다.", "not, supported:no"),
            ("이 기능은 지원됩니다.", "supported:yes"),
            ("서버를 추가할 수 없습니다.", "not, possible:no"),
            ("다시 시작할 필요가 없습니다.", "not, required:no"),
            ("다시 시작해야 합니다.", "must:yes"),
            ("새 서버 설정해야 합니다.", "must:yes"),
            ("기본적으로 비활성화됩니다.", "maybe, enabled:no"),
            ("파일을 삭제하지 마십시오.", "not, must:no"),
            ("필요한 경우 사용할 수 있습니다.", "available:yes"),
            ("이 옵션은 사용할 수 없습니다.", "not, available:no"),
            ("0.25초마다 3회", "0.25 s, 3"),
            ("가져오지 마시고 변경하세요.", "not, must:no"),
            ("이 문자에 대한 지원을 제거합니다.", "maybe, supported:no"),
            ("아니요", "answer:no, not"),
        ],
    );
}

#[test]
fn spanish() {
    check(
        "es-ES",
        &[
            ("15.000 usuarios y 4,5 GB", "15000/15, 4.5 GB"),
            ("de 10 a 20 minutos, 24-48 horas", "10 min, 20 min, 24 h, 48 h"),
            ("un sistema de 32 bits al 80 por ciento", "~1, 32 bit, 80 %"),
            ("dos servidores, el tercer grupo, el 2.º", "~2, ~#3, ~#2"),
            ("el 12 de febrero de 2013, en junio de 2014", "2013-02-12, 2014-06"),
            ("el 03/07/2012 a las 5:30 p. m.", "2012-07-03/2012-03-07, 17:30"),
            ("desde 2010, 3 millones de llamadas", "2010, 3000000"),
            ("No es compatible con IPv6.", "not, supported:no, ~6"),
            ("El servidor admite 10 sesiones.", "supported:yes, 10"),
            ("No se pueden agregar servidores.", "not, possible:no"),
            ("Si no puede abrir la página, reinicie.", "not, possible:no"),
            ("No es necesario reiniciar.", "not, required:no"),
            ("El archivado está deshabilitado.", "maybe, enabled:no"),
            ("Ya no está disponible.", "not, available:no"),
            ("No solo hoy, si es necesario.", ""),
            ("No estará disponible hasta que se reinicie.", "not, ~available:maybe, turned"),
            ("La opción no está disponible y no se admite.", "not, available:no, not, supported:no"),
            ("El archivo ocupa 1,5 MB y tarda 0,25 segundos.", "1.5 MB, 0.25 s"),
            ("Si no puede configurar el servidor", "not, possible:no"),
            ("Si no, reinicie el servidor.", ""),
            ("Sí", "answer:yes"),
        ],
    );
}

#[test]
fn portuguese() {
    check(
        "pt-BR",
        &[
            ("15.000 usuários e 4,5 GB", "15000/15, 4.5 GB"),
            ("de 10 a 20 minutos, 24-48 horas", "10 min, 20 min, 24 h, 48 h"),
            ("um sistema de 32 bits, 80 por cento", "~1, 32 bit, 80 %"),
            ("dois servidores, o terceiro pool", "~2, ~#3"),
            ("em 12 de fevereiro de 2013, em junho de 2014", "2013-02-12, 2014-06"),
            ("em 03/07/2012, às 17:30", "2012-07-03/2012-03-07, 17:30"),
            ("desde 2010, 3 milhões de chamadas", "2010, 3000000"),
            ("Não há suporte para IPv6.", "not, supported:no, ~6"),
            ("O servidor dá suporte a 10 sessões.", "supported:yes, 10"),
            ("Você não pode adicionar servidores.", "not, possible:no"),
            ("Não é necessário reiniciar.", "not, required:no"),
            ("O arquivamento está desabilitado.", "maybe, enabled:no"),
            ("O serviço está indisponível.", "maybe, available:no"),
            ("Não apenas hoje, se necessário.", ""),
            ("Não exclua o arquivo.", "not, maybe"),
            ("O arquivo ocupa 1,5 MB e leva 0,25 segundos.", "1.5 MB, 0.25 s"),
            ("A atualização remove o suporte para esses caracteres.", ""),
            ("Não", "answer:no, not"),
        ],
    );
}

#[test]
fn russian() {
    check(
        "ru-RU",
        &[
            ("15\u{a0}000 пользователей и 4,5 ГБ", "15000, 4.5 GB"),
            ("от 10 до 20 минут, 24-48 часов", "10 min, 20 min, 24 h, 48 h"),
            ("32-разрядная система, 80 процентов", "32 bit, 80 %"),
            ("два сервера, третий пул", "~2, ~#3"),
            ("12 февраля 2013 г., в июне 2014 года", "2013-02-12, 2014-06"),
            ("03.07.2012 в 17:30", "2012-07-03, 17:30"),
            ("с 2010 года, 3 млн вызовов", "2010, 3000000"),
            ("Не поддерживается.", "not, supported:no"),
            ("Сервер поддерживает 10 сеансов.", "supported:yes, 10"),
            ("Невозможно добавить сервер.", "not, possible:no"),
            ("Перезапуск не требуется.", "not, required:no"),
            ("Архивация отключена.", "maybe, enabled:no"),
            ("Служба недоступна.", "maybe, available:no"),
            ("Не только сегодня, при необходимости.", ""),
            ("При этом компонент включён не полностью.", "not"),
            ("Файл занимает 1,5 МБ, а ожидание длится 0,25 секунды.", "1.5 MB, 0.25 s"),
            ("Удаляет поддержку этих символов.", ""),
            ("Шаг 1 с темой и 512 Мб памяти", "1, 512 MB"),
            ("Файлы не нужны.", "not, required:no"),
            ("Да", "answer:yes"),
            ("Нет.", "answer:no, not"),
        ],
    );
}

#[test]
fn italian() {
    check(
        "it-IT",
        &[
            ("15.000 utenti e 4,5 GB", "15000/15, 4.5 GB"),
            ("da 10 a 20 minuti, 24-48 ore", "10 min, 20 min, 24 h, 48 h"),
            ("un sistema a 32 bit, 80 per cento", "~1, 32 bit, 80 %"),
            ("due server, il terzo pool", "~2, ~#3"),
            ("il 12 febbraio 2013, a giugno 2014", "2013-02-12, 2014-06"),
            ("il 03/07/2012 alle 17:30", "2012-07-03/2012-03-07, 17:30"),
            ("dal 2010, 3 milioni di chiamate", "2010, 3000000"),
            ("Non è ancora supportato.", "not, supported:no"),
            ("Il server supporta 10 sessioni.", "supported:yes, 10"),
            ("Non è possibile aggiungere server.", "not, possible:no"),
            ("Il riavvio non è richiesto.", "not, required:no"),
            ("L'archiviazione è disabilitata.", "maybe, enabled:no"),
            ("Non è più disponibile.", "not, available:no"),
            ("Non solo oggi, se necessario.", ""),
            ("Il file occupa 1,5 MB e impiega 0,25 secondi.", "1.5 MB, 0.25 s"),
            ("Sarà disponibile solo se attivato.", "~available:maybe, turned, ~enabled:maybe"),
            ("No", "answer:no, not"),
        ],
    );
}

/// Goes the way that is written for who adds a language: the pack on that page, its table.
#[test]
fn the_pack_of_the_instructions_reads_its_table() {
    let page = include_str!("../../locale/README.md");
    let block = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let pack: Pack = toml::from_str(block).unwrap();
    let rows = page.split("| sentence | what is read |\n|---|---|\n").nth(1).unwrap();
    let rows: Vec<(&str, &str)> = rows
        .lines()
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches(['|', ' ']).split_once(" | ").unwrap())
        .collect();
    assert!(rows.len() > 5);
    for (text, expected) in rows {
        assert_eq!(read_with(&pack, text), expected, "{text}");
    }
}

#[test]
fn languages_without_a_pack_still_have_numbers() {
    check("fi-FI", &[("15 000 ja 4.5 GB, 80 %, 2013-02-12", "15, 000, 4.5 GB, 80 %, 2013-02-12")]);
}

#[test]
fn what_others_have_taken_is_left_alone() {
    let locale: Locale = "en".parse().unwrap();
    let (mut values, mut claims) = (Values::default(), Vec::new());
    let text = "Exchange 2013 has 2 roles, not supported";
    let taken = [0..13, 27..30];
    extract(text, &taken, locale.pack(), &mut Sink::new(&mut values, &mut claims, 0, 0), &mut Vec::new());
    let found: Vec<&str> = claims.iter().map(|claim| values.text(claim.value)).collect();
    assert_eq!(found, ["2", "supported:yes"]);
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_strange(text in "(\\PC|[0-9.,:/ -]|不|第|年|月|日|万|not|%|\u{a0}){0,60}") {
        for tag in ["en", "fr", "zh-CN", "ja", "ko", "de", "ru", "fi"] {
            read(tag, &text);
        }
    }

    #[test]
    fn claims_are_slices_of_the_text(text in "\\PC{0,40}[0-9]{1,6}\\PC{0,10}(分|kb|%| min|/3/2012)?\\PC{0,10}") {
        for tag in ["en", "fr", "zh-TW"] {
            let locale: Locale = tag.parse().unwrap();
            let (mut values, mut claims) = (Values::default(), Vec::new());
            extract(&text, &[], locale.pack(), &mut Sink::new(&mut values, &mut claims, 0, 0), &mut Vec::new());
            for claim in claims {
                proptest::prop_assert!(text.get(claim.text.range()).is_some_and(|slice| !slice.is_empty()));
            }
        }
    }
}

#[test]
fn terms_are_found_whole() {
    let check = |tag: &str, text: &str, expected: &[(&str, &str)]| {
        let locale: Locale = tag.parse().unwrap();
        let (mut values, mut claims, mut found) = (Values::default(), Vec::new(), Vec::new());
        extract(text, &[], locale.pack(), &mut Sink::new(&mut values, &mut claims, 0, 7), &mut found);
        let terms = &locale.pack().tables().terms;
        let show = |term: &Term| {
            let name = terms.qualifier(term).or(terms.regional(term)).unwrap();
            (name, &text[term.place.start as usize - 7..term.place.end as usize - 7])
        };
        assert_eq!(found.iter().map(show).collect::<Vec<_>>(), expected, "{text}");
    };
    check("en-US", "a unique name, Unique too, uniqueness", &[("unique", "unique"), ("unique", "Unique")]);
    check("fr-FR", "des noms uniques, communiquer", &[("unique", "uniques")]);
    check("ru-RU", "Внешний сервер", &[("external", "Внешний")]);
    check("zh-CN", "仅限外部用户", &[("external", "外")]);
    check("zh-TW", "重新啟動服務器", &[("伺服器", "服務器")]);
    check("en-US", "", &[]);
}

#[test]
fn opposites_are_read_with_their_ends() {
    let check = |tag: &str, text: &str, expected: &[(&str, End, &str)]| {
        let locale: Locale = tag.parse().unwrap();
        let (mut values, mut claims, mut found) = (Values::default(), Vec::new(), Vec::new());
        extract(text, &[], locale.pack(), &mut Sink::new(&mut values, &mut claims, 0, 0), &mut found);
        let terms = &locale.pack().tables().terms;
        let said = found
            .iter()
            .filter_map(|term| terms.opposite(term).map(|(name, end)| (name, end, &text[term.place.range()])));
        assert_eq!(said.collect::<Vec<_>>(), expected, "{text}");
    };
    use End::{Neither, One, Open, Other};
    check("en-US", "the minimum width", &[("extent", One, "minimum"), ("measure", One, "width")]);
    check("en-US", "in descending order", &[("sorting", Other, "descending")]);
    check("de-DE", "die maximale Höhe", &[("extent", Other, "maximale"), ("measure", Other, "Höhe")]);
    check("fr-FR", "l’adresse du parent", &[("kin", One, "parent")]);
    check("fr-FR", "ce dernier", &[("rank", Neither, "ce dernier"), ("rank", Other, "dernier")]);
    check("es-ES", "el suffijo o el sufijo", &[("affix", Other, "sufijo")]);
    check("it-IT", "in ordine crescente", &[("sorting", One, "crescente"), ("change", Open, "crescente")]);
    check("pt-BR", "em modo assíncrono", &[("timing", Other, "assíncrono")]);
    check("ru-RU", "по горизонтали, по убыванию", &[("sorting", Other, "убыванию")]);
    check("ja-JP", "最大限", &[("extent", Other, "最大")]);
    check("ko-KR", "비동기 방식", &[("timing", Other, "비동기")]);
    check("zh-CN", "按降序下载", &[("sorting", Other, "降序"), ("change", Open, "降"), ("transfer", Other, "下载")]);
    check("zh-TW", "左右", &[("side", Neither, "左右"), ("side", One, "左"), ("side", Other, "右")]);
}
