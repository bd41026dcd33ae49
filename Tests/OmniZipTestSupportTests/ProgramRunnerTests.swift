import Foundation
import Testing

@testable import OmniZipTestSupport

@Suite struct ProgramRunnerTests {
    private let shell = URL(fileURLWithPath: "/bin/sh")

    @Test func returnsExitCodeAndBothOutputs() throws {
        let result = try ProgramRunner.run(
            shell, ["-c", "cat; echo $WORD >&2; exit 7"], standardInput: Data("in".utf8), environment: ["WORD": "out"])
        #expect(result.exitCode == 7)
        #expect(result.output == "in")
        #expect(result.errors == "out\n")
        #expect(!result.timedOut)
    }

    @Test func holdsMoreOutputThanAPipe() throws {
        let result = try ProgramRunner.run(shell, ["-c", "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2"])
        #expect(result.standardOutput.count == 1_000_000)
        #expect(result.standardError.count == 1_000_000)
    }

    @Test func endsAProgramAtItsTimeLimit() throws {
        let result = try ProgramRunner.run(shell, ["-c", "exec sleep 60"], timeLimitSeconds: 0.2)
        #expect(result.timedOut)
        #expect(result.exitCode == 128 + SIGTERM)
    }

    @Test func namesAProgramThatCannotBeStarted() {
        let error = #expect(throws: TestSupportError.self) {
            try ProgramRunner.run(URL(fileURLWithPath: "/no/such/program"), [])
        }
        #expect(error?.description.contains("/no/such/program") == true)
    }

    @Test func saysWhereItLookedForTheProgram() {
        let error = #expect(throws: TestSupportError.self) {
            try BuiltProgram.url(named: "no-such-program", override: nil)
        }
        #expect(error?.description.contains(".build/debug/no-such-program") == true)
    }

    @Test func findsTheBuiltProgram() throws {
        #expect(try BuiltProgram.run(["--help"]).exitCode == 0)
    }
}
