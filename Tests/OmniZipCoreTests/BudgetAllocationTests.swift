import Testing

@testable import OmniZipCore

@Suite struct BudgetAllocationTests {
    @Test func theTotalRoundsHalvesUp() {
        #expect(BudgetAllocation.keptTotal(tokenCount: 5, rhoVideo: 0.5) == 3)
        #expect(BudgetAllocation.keptTotal(tokenCount: 1, rhoVideo: 0.5) == 1)
        #expect(BudgetAllocation.keptTotal(tokenCount: 3, rhoVideo: 0.5) == 2)
        #expect(BudgetAllocation.keptTotal(tokenCount: 9216, rhoVideo: 0.6) == 3686)
        #expect(BudgetAllocation.keptTotal(tokenCount: 7, rhoVideo: 0) == 7)
        #expect(BudgetAllocation.keptTotal(tokenCount: 7, rhoVideo: 1) == 0)
    }

    @Test func largestRemaindersGoFirstAndTiesToTheLowerIndex() {
        #expect(BudgetAllocation.largestRemainder([1.2, 1.7, 1.1], total: 4, capacity: [9, 9, 9]) == [1, 2, 1])
        #expect(BudgetAllocation.largestRemainder([1.5, 1.5, 1], total: 4, capacity: [9, 9, 9]) == [2, 1, 1])
        #expect(BudgetAllocation.largestRemainder([1.5, 1.5, 2.0], total: 5, capacity: [2, 2, 2]) == [2, 1, 2])
    }

    @Test func capacityIsNeverExceeded() {
        #expect(BudgetAllocation.largestRemainder([1.9, 0.1], total: 4, capacity: [2, 5]) == [2, 2])
        #expect(BudgetAllocation.largestRemainder([0, 0], total: 3, capacity: [1, 2]) == [1, 2])
    }

    @Test func tooLargeWholesAreCutFromTheSmallestRemainder() {
        #expect(BudgetAllocation.largestRemainder([2.6, 2.4], total: 3, capacity: [3, 3]) == [2, 1])
    }

    @Test func representationErrorsLoseNoToken() {
        // 1 - 0.9 is a little below 0.1.
        let share = 1 - 0.9
        #expect(10 * share < 1)
        #expect(BudgetAllocation.keptPerWindow(rates: [0.9, 0.45], sizes: [10, 10], total: 7) == [1, 6])
        #expect(BudgetAllocation.largestRemainder([10 * share, 0.9], total: 1, capacity: [9, 9]) == [1, 0])
    }

    @Test func patchesShareEvenlyFromTheFirst() {
        #expect(BudgetAllocation.keptPerPatch(kept: 7, patchCount: 3) == [3, 2, 2])
        #expect(BudgetAllocation.keptPerPatch(kept: 8, patchCount: 3) == [3, 3, 2])
        #expect(BudgetAllocation.keptPerPatch(kept: 0, patchCount: 2) == [0, 0])
        #expect(BudgetAllocation.keptPerPatch(kept: 0, patchCount: 0).isEmpty)
    }
}
