"""In by telephone number and one-time code, out by one tap."""

import re

from tests.e2e.conftest import Opens


def test_in_with_number_and_code_and_out_again(screen: Opens) -> None:
    somebody = screen()
    somebody.opens("/me/")
    somebody.is_at(re.compile(r"/sign-in/\?next=/me/"))
    somebody.signs_in("169 0000 0001")
    somebody.is_at("/me/")
    somebody.sees("王桂芬")
    somebody.taps("退出登录")
    somebody.is_at("/")
    somebody.opens("/me/")
    somebody.is_at(re.compile("/sign-in/"))


def test_a_wrong_code_says_so_and_a_new_number_becomes_a_person(screen: Opens) -> None:
    newcomer = screen()
    newcomer.opens("/sign-in/")
    newcomer.writes("手机号", "16912345678")
    newcomer.taps("获取验证码")
    code = newcomer.code_on_screen()
    newcomer.writes("验证码", "000000" if code != "000000" else "111111")
    newcomer.taps("登录", within=newcomer.main)
    newcomer.sees("验证码不对")
    newcomer.writes("验证码", newcomer.code_on_screen())
    newcomer.taps("登录", within=newcomer.main)
    newcomer.sees("我已满 14 周岁，同意")
