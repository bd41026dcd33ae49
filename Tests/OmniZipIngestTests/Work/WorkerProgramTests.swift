import Foundation
import Testing

@testable import OmniZipIngest

@Suite struct WorkerProgramTests {
    @Test func theCurrentProgramIsThisOne() throws {
        let program = try WorkerProgram.current()
        let here = URL(fileURLWithPath: program.executable).resolvingSymlinksInPath().path
        #expect(FileManager.default.isExecutableFile(atPath: here))
        #expect(program.arguments == ["worker"] && program.name == CommandLine.arguments.first)
    }

    @Test func aProgramIsCalledByItsPathUnlessTold() {
        #expect(WorkerProgram(executable: "/a/b").name == "/a/b")
        #expect(WorkerProgram(executable: "/a/b", name: "c").name == "c")
    }
}
