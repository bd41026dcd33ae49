import Testing

@testable import OmniZipPreview

@Suite struct TerminalStyleTests {
    @Test func anEnvironmentTellsTheStyle() {
        let locale = ["LANG": "de_DE.UTF-8"]
        let style = TerminalStyle(environment: locale, isTerminal: true, columns: 132)
        #expect(style == TerminalStyle(columns: 132, colour: true, unicode: true))
        #expect(!TerminalStyle(environment: locale, isTerminal: false, columns: nil).colour)
        #expect(!TerminalStyle(environment: ["NO_COLOR": "1"], isTerminal: true, columns: nil).colour)
        #expect(TerminalStyle(environment: ["NO_COLOR": ""], isTerminal: true, columns: nil).colour)
        #expect(!TerminalStyle(environment: ["TERM": "dumb"], isTerminal: true, columns: nil).colour)
    }

    @Test(arguments: [
        (["LANG": "C.utf8"], true), (["LANG": "C"], false), ([:], false),
        (["LC_ALL": "C", "LANG": "en_US.UTF-8"], false), (["LC_ALL": "", "LC_CTYPE": "en_US.UTF-8"], true),
    ])
    func theLocaleTellsTheCharacters(environment: [String: String], isUnicode: Bool) {
        #expect(TerminalStyle(environment: environment, isTerminal: true, columns: 80).unicode == isUnicode)
    }

    @Test(arguments: [(nil, 80), ("100", 100), ("0", 80), ("-3", 80), ("wide", 80), ("5", 20)])
    func widthsThatATerminalDoesNotTellComeFromTheEnvironment(columns: String?, width: Int) {
        let environment = columns.map { ["COLUMNS": $0] } ?? [:]
        #expect(TerminalStyle(environment: environment, isTerminal: false, columns: nil).columns == width)
    }
}
