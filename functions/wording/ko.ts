import type { Wording } from './shape.ts'

/** Korean, for 珲春. Awaits a native reader. */
export const ko: Wording = {
  leave: {
    ways: { sms: '문자', email: '메일', push: '푸시' },
    askedTitle: '경보 그만 받기',
    asked: (way, county) =>
      `아래 단추를 누르면 ${county}의 경보를 더 이상 ${way}로 받지 않으며, 이 연락처를 삭제합니다.`,
    button: '그만 받기',
    leftTitle: '해지되었습니다',
    left: (way, county) =>
      `앞으로 ${county}의 경보를 ${way}로 받지 않습니다. 홈페이지에서 언제든지 다시 신청할 수 있습니다.`,
    forgedTitle: '링크가 올바르지 않습니다',
    forged: '이 링크는 온전하지 않거나 저희가 보낸 것이 아닙니다. 메일에 있는 링크 전체를 다시 열어 주세요.',
  },
}
