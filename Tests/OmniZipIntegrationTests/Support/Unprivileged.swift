import Foundation
import OmniZipTestSupport

/// Runs the program bound by file permissions: where root runs the tests, without root's right to pass over them.
enum Unprivileged {
    static func run(_ arguments: [String]) throws -> ProgramResult {
        guard geteuid() == 0 else { return try BuiltProgram.run(arguments) }
        let rights = "-dac_override,-dac_read_search"
        return try ProgramRunner.run(
            URL(fileURLWithPath: "/usr/bin/setpriv"),
            ["--bounding-set=\(rights)", "--inh-caps=\(rights)", try BuiltProgram.url().path] + arguments)
    }
}
