import ArgumentParser
import OmniZipBundle
import OmniZipIngest

/// `omnizip verify`: is every file of a dataset what its manifest says?
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a dataset, or one bundle, against its manifest and its own rules.",
        discussion: "Exit code 0: sound; 1: problems were found, one a line on standard output.")

    @Argument(help: "An output folder of run, or a bundle.")
    var path: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await CommandFailure.reported {
            let report = try DatasetVerifier.verify(path: path)
            let lines = report.findings.map { "\($0.path): \($0.problem)" }
            try Terminal.print(
                report, asJSON: json,
                report: lines + ["\(report.bundles) bundles checked, \(report.findings.count) problems"])
            if !report.findings.isEmpty { throw ProgramExit.someFailed }
        }
    }
}
