/** CPU and memory of processes as the kernel counts them (proc(5)); Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

/** USER_HZ: the same on every Linux that Node runs on. */
const ticksPerSecond = 100

/** Fields from the third on: the second, a name, may hold spaces. */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** User and system seconds used so far. */
export function cpuSecondsOf(pid: number): number {
  const fields = statOf(pid)
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

export const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => {
      try {
        return Number(statOf(candidate)[1]) === pid
      } catch {
        return false
      }
    })

/** The most memory it ever held, in MB. */
export function peakMbOf(pid: number): number {
  const [, kb] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kb) / 1024
}

/** Seconds used by a process and by its children since `start`. */
export interface CpuMeter {
  own(): number
  children(): number
}

export function meterCpu(pid: number): CpuMeter {
  const children = childrenOf(pid)
  const seconds = (pids: number[]): number => pids.reduce((sum, each) => sum + cpuSecondsOf(each), 0)
  const [ownBefore, childrenBefore] = [seconds([pid]), seconds(children)]
  return { own: () => seconds([pid]) - ownBefore, children: () => seconds(children) - childrenBefore }
}
