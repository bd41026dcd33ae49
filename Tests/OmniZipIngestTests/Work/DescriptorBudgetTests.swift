import Testing

@testable import OmniZipIngest

@Suite struct DescriptorBudgetTests {
    @Test func aFewWorkersAreFineAndAMillionAreRefusedWithBothNumbers() throws {
        try DescriptorBudget.require(workers: 2, program: "omnizip")
        let error = #expect(throws: WorkerError.self) {
            try DescriptorBudget.require(workers: 1 << 40, program: "omnizip")
        }
        #expect(error?.description.contains("Too many open files") == true)
        #expect(error?.description.contains("ulimit -n") == true)
    }
}
