"""Every Korean term of the notes stands in the glossary, with the letter of its notes."""

import re
from pathlib import Path

import pytest

GLOSSARY = Path("book/glossary.md")

# Copied from the five notes, which are no part of the project; the letters are those of the page.
TERMS = {
    "A": """
        가중평균, 계산시간, 기억, 기억소자, 단기기억, 덧셈, 덧셈연산, 딥러닝, 선형변환, 시퀀스,
        시퀀스 데이터, 업데이트, 연산, 정보, 크기, 타임스텝, 학습
    """,
    "K": """
        가중치, 걸러지는 효과, 게이트, 기본값, 기억, 기억력, 다음층, 단어 벡터, 마지막 시점,
        망각 게이트, 메모리 셀, 배치 크기, 벡터, 삭제 게이트, 상태, 샘플, 성능, 성분, 셀 상태,
        시그모이드 함수, 시점, 시퀀스, 양방향, 언어 모델, 역방향, 연결, 연산, 영향력,
        원소별 곱, 은닉 상태, 은닉층, 이전 시점, 인자, 입력 게이트, 장기 의존성, 장단기 메모리,
        전통적인 RNN, 정방향, 정보, 정보량, 차원, 출력 게이트, 출력값, 출력층, 크기, 텐서,
        편향, 하이퍼볼릭탄젠트 함수, 학습, 한계, 현재 시점
    """,
    "S": """
        hidden state 후보, 가중치, 경량화, 그래디언트, 기억, 반영 비율, 성능, 시점, 업데이트,
        역전파, 장기 기억 메모리, 정보, 정보 소실 비율, 최적화, 특징을 추출, 파라미터, 필터링,
        학습, 학습능력, 학습시간, 후보
    """,
    "R": """
        가중치, 가중치 행렬, 감성 분석, 갱신, 게이트, 과거 상태, 관문, 기계 번역, 기억, 기울기,
        기울기가 소실, 동시성, 망각 게이트, 메모리 장치, 벡터, 상태, 셀 상태, 셀 상태 업데이트,
        순번, 순환 신경망, 시계열 데이터, 시점, 시퀀스, 신경망, 알고리즘, 업데이트, 역전파,
        완전 연결 계층, 은닉 상태, 은닉 상태 벡터, 은닉값, 이전 단계, 입력 게이트, 입력 벡터,
        장-단기 메모리, 장기 의존성, 정보, 출력 게이트, 출력값, 편향 벡터, 학습, 한계점,
        현재 단계, 현재 상태, 활성화 함수
    """,
    "L": """
        가중치, 가중합, 갱신, 게이트, 계산 효율성, 계산량, 기본 RNN, 기울기, 기울기 소실,
        네트워크, 리셋 게이트, 망각 게이트, 메모리 셀, 바이어스, 벡터, 상태, 성능, 셀 상태,
        셀 상태 갱신, 셀 상태 업데이트, 셀 업데이트, 숨겨진 상태, 시간 단계, 시그모이드 함수,
        시퀀스, 시퀀스 데이터, 업데이트, 업데이트 게이트, 요소별 곱셈, 이전 상태, 입력 게이트,
        잊음 게이트, 잠재 상태, 장기 의존성, 장기 정보, 정보, 최종 상태, 최종 출력, 출력 값,
        출력 게이트, 컨텍스트, 포겟 게이트, 필터링, 하이퍼볼릭 탄젠트 함수, 학습, 현재 상태,
        활성화 함수, 후보, 후보 메모리 셀 상태, 후보 셀 상태
    """,
}


def terms(letter):
    return [term.strip() for term in TERMS[letter].split(",")]


def lines():
    """The lines of the tables of terms: English, Korean, in the notes, meaning."""
    rows = [line.strip("|").split(" | ") for line in GLOSSARY.read_text("utf-8").splitlines()]
    rows = [[cell.strip() for cell in row] for row in rows]
    return [row for row in rows if len(row) == 4 and row[0] != "English"]


def in_the_notes(row):
    """The terms of a line, each with its letters."""
    return {
        (term.strip(), letter)
        for term, letters in re.findall(r"([^,()]+) \(([A-Z, ]+)\)", row[2])
        for letter in letters.split(", ")
    }


@pytest.mark.parametrize("letter", TERMS)
def test_every_term_of_the_notes_stands_in_the_glossary(letter):
    known = {term for row in lines() for term, its in in_the_notes(row) if its == letter}
    assert not set(terms(letter)) - known


def test_the_glossary_gives_the_notes_no_korean_term_that_is_not_theirs():
    korean = {
        pair for row in lines() for pair in in_the_notes(row) if re.search("[가-힣]", pair[0])
    }
    assert korean == {(term, letter) for letter in TERMS for term in terms(letter)}


def test_each_line_has_one_preferred_korean_word_for_each_english_one():
    for english, korean, *_ in lines():
        assert re.search("[가-힣]", korean), english
        # "batch, batch size" has two; a remark in brackets is no word.
        assert korean.count(",") == re.sub(r" \(.*\)", "", english).count(","), english


def test_no_english_word_stands_twice():
    words = [row[0] for row in lines()]
    assert len(words) == len(set(words))


def test_each_meaning_leads_to_a_page():
    for row in lines():
        assert re.search(r"\{ref\}`[\w-]+` *$|\(#claim-\d+\) *$", row[3]), row[0]


def test_the_words_with_most_names_are_all_there():
    names = {row[0]: {term for term, _ in in_the_notes(row)} for row in lines()}
    assert {"망각 게이트", "삭제 게이트", "잊음 게이트", "포겟 게이트"} == names["forget gate"]
    assert {"은닉 상태", "숨겨진 상태"} <= names["hidden state"]
